import type { Opened, Resource, Value } from "../../../../operations/checkpoint";
import { KIND, MARK, secret } from "../../../../operations/checkpoint/values";

const PREFIX = "urn:pulumi:dev::shop::";

export function urn(name: string, type = "thing:index:Thing"): string {
  return `${PREFIX}${type}::${name}`;
}

/** A resource as a checkpoint records it, with as little said as the test needs. */
export function resource(name: string, given: Partial<Resource> = {}): Resource {
  const type = given.type ?? "thing:index:Thing";
  return {
    urn: urn(name, type),
    type,
    custom: true,
    id: `id-of-${name}`,
    dependencies: [],
    propertyDependencies: {},
    ...given,
  };
}

export function stackResource(outputs: Record<string, Value> = {}): Resource {
  return resource("shop-dev", { type: "pulumi:pulumi:Stack", custom: false, id: undefined, outputs });
}

export function state(...resources: Resource[]): Opened {
  const deployment = { manifest: { time: "2026-01-01T00:00:00Z" }, resources };
  return { version: 3, project: "shop", stack: "dev", deployment, resources };
}

/** As a file backend keeps it. */
export function stored(resources: readonly object[], more: object = {}): Uint8Array {
  const latest = { manifest: { time: "2026-01-01T00:00:00Z", version: "v3.220.0" }, resources, ...more };
  return Buffer.from(JSON.stringify({ version: 3, checkpoint: { stack: "organization/shop/dev", latest } }));
}

export const asset = (text: string): Value => ({ [MARK]: KIND.asset, text, hash: "of the text" });
export const reference = (name: string, id?: string): Value => ({
  [MARK]: KIND.resource,
  urn: urn(name),
  ...(id !== undefined && { id }),
});
export { secret };
