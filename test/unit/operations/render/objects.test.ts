import { describe, expect, it } from "vitest";
import { ordered, plainObjects } from "../../../../operations/render/objects";

const named = (kind: string, name: string, namespace?: string) => ({
  apiVersion: "v1",
  kind,
  metadata: { name, ...(namespace && { namespace }) },
});

describe("the objects of a program", () => {
  it("come in the order in which they have to exist", () => {
    const objects = plainObjects([named("Deployment", "b", "n"), named("Service", "a", "n"), named("Namespace", "n")]);
    expect(objects.map(({ kind }) => kind)).toEqual(["Namespace", "Service", "Deployment"]);
  });

  it("lose what only Pulumi reads", () => {
    const annotations = { "pulumi.com/skipAwait": "true", "vector-platform/files": "abc" };
    const [kept] = plainObjects([{ ...named("Service", "a"), metadata: { name: "a", annotations } }]);
    expect(kept?.metadata.annotations).toEqual({ "vector-platform/files": "abc" });
    const only = { name: "a", annotations: { "pulumi.com/patchForce": "true" } };
    expect(plainObjects([{ ...named("Service", "a"), metadata: only }])[0]?.metadata).toEqual({ name: "a" });
  });

  it("are written alike however they were put together", () => {
    const one = ordered({ spec: { b: 1, a: [{ z: 1, name: "x" }] }, kind: "K" });
    const other = ordered({ kind: "K", spec: { a: [{ name: "x", z: 1 }], b: 1 } });
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
    expect(JSON.stringify(one)).toBe('{"kind":"K","spec":{"a":[{"name":"x","z":1}],"b":1}}');
  });
});
