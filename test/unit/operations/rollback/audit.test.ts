import { describe, expect, it } from "vitest";
import type { BlobStore } from "../../../../operations/checkpoint";
import { Audit } from "../../../../operations/rollback/audit";

function memory(): BlobStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    list: async () => [...kept.keys()],
    read: async (key) => (kept.has(key) ? Buffer.from(kept.get(key) ?? "") : undefined),
    write: async (key, content) => void kept.set(key, content),
  };
}

describe("what is known of a run", () => {
  it("is kept in the backend, a file for each", async () => {
    const store = memory();
    const audit = new Audit(store, "shop", "dev");
    await audit.write("dev-1000", "good", "blue answers");
    expect([...store.kept.keys()]).toEqual([".pulumi/vector-platform/shop/dev/dev-1000.json"]);
    expect(await audit.of("dev-1000")).toMatchObject({ health: "good", because: "blue answers" });
  });

  it("is never good where nothing is known", async () => {
    const store = memory();
    store.kept.set(".pulumi/vector-platform/shop/dev/dev-2.json", '{"health": "goo');
    store.kept.set(".pulumi/vector-platform/shop/dev/dev-3.json", '{"health": "excellent"}');
    const audit = new Audit(store, "shop", "dev");
    for (const run of ["dev-1", "dev-2", "dev-3"]) expect((await audit.of(run)).health).toBe("unknown");
    expect((await new Audit(undefined, "shop", "dev").of("1")).health).toBe("unknown");
  });
});
