/**
 * What @pulumi/policy 1.21.0 and the pack use of the index of Pulumi's SDK. Another version may use more: the tests in
 * test/engine/policies run the bundle.
 */
export * as asset from "@pulumi/pulumi/asset";
export { RunError } from "@pulumi/pulumi/errors";
export { Output } from "@pulumi/pulumi/output";
