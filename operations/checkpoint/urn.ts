/** `urn:pulumi:<stack>::<project>::<parent types$type>::<name>`; the name may hold anything, `::` too. */
export interface Urn {
  readonly stack: string;
  readonly project: string;
  /** The type alone, without those of the parents. */
  readonly type: string;
  readonly name: string;
}

const PREFIX = "urn:pulumi:";

export function parseUrn(urn: string): Urn {
  const [stack = "", project = "", types = "", ...name] = urn.slice(PREFIX.length).split("::");
  return { stack, project, type: types.slice(types.lastIndexOf("$") + 1), name: name.join("::") };
}

export function nameOf(urn: string): string {
  return parseUrn(urn).name;
}

/** A provider is referred to as `<urn>::<id>`. */
export function providerUrn(reference: string): string {
  return reference.slice(0, reference.lastIndexOf("::"));
}

export function isProvider(type: string): boolean {
  return type.startsWith("pulumi:providers:");
}

/** The package that a provider resource serves. */
export function packageOf(providerType: string): string {
  return providerType.split(":")[2] ?? "";
}

export const STACK_TYPE = "pulumi:pulumi:Stack";
