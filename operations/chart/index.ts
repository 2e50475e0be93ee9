export { chartFiles } from "./chart";
export { baseConfig, presetConfigs } from "./presets";
export { difference, type Values, valuesOf } from "./values";
