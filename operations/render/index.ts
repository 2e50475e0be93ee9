export { collected } from "./collect";
export { type File, fileNames, toYaml } from "./folder";
export { compare, identity, type KubernetesObject, ordered } from "./objects";
export { renderFolder } from "./render-folder";
export { type RenderedStack, renderConfig, renderStack } from "./render-stack";
export { BASE_SECRETS, marker, type Part, partsOf } from "./secret-markers";
export { type SecretRecipe, secretRecipes } from "./secrets";
export { readStackConfig, type StackConfig, stackConfig } from "./stack-config";
export { writeFolder } from "./write";
