export { capacity } from "./capacity";
export { isPinned } from "./images";
export { type LoadOptions, loadConfig } from "./load";
export { NAMESPACE, SITE_VARIABLE } from "./namespace";
export { ConfigError, type Problem } from "./problem";
export { type Loaded, loadFromPulumi, type PlatformSecrets } from "./pulumi";
export type { CollectionConfig, PlatformConfig, SlotConfig } from "./resolve";
export type { Environment, ImageName } from "./schema";
export { SECRET_NAMES, SECRETS, type SecretName } from "./secrets";
