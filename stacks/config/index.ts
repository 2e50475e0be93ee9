export { capacity } from "./capacity";
export { isPinned } from "./images";
export { type LoadOptions, loadConfig } from "./load";
export { NAMESPACE, SITE_VARIABLE } from "./namespace";
export { ConfigError, type Problem } from "./problem";
export { type Loaded, loadFromPulumi, type PlatformSecrets } from "./pulumi";
export { type CollectionConfig, idleSlot, type PlatformConfig, type SlotConfig } from "./resolve";
export { type Environment, type ImageName, SLOTS, type Slot } from "./schema";
export { SECRET_NAMES, SECRETS, type SecretName } from "./secrets";
