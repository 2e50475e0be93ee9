import { describe, expect, it } from "vitest";
import { contentId, embeddingKey, type SearchKeyParts, searchKey } from "../../../../services/api/src/vectors/keys";

const parts: SearchKeyParts = {
  collection: "mixtral",
  subject: { model: "m@1", text: "cat" },
  limit: 10,
  filter: { must: [{ key: "a", match: { value: 1 } }], should: [] },
  withPayload: true,
};

describe("embeddingKey", () => {
  it("is the same for both slots, and another for another model or text", () => {
    const key = embeddingKey("m@1", "cat");
    expect(key).toBe(embeddingKey("m@1", "cat"));
    expect(
      new Set([key, embeddingKey("m@2", "cat"), embeddingKey("m@1", "dog"), embeddingKey("m@1c", "at")]).size,
    ).toBe(4);
  });

  it("tells nothing of the text", () => {
    expect(embeddingKey("m@1", "secret plan")).toMatch(/^api:v1:embedding:[0-9a-f]{64}$/);
  });
});

describe("searchKey", () => {
  it("does not depend on the order of a filter's properties", () => {
    const filter = { should: [], must: [{ match: { value: 1 }, key: "a" }] };
    expect(searchKey({ ...parts, filter })).toBe(searchKey(parts));
  });

  it("differs with everything that changes the answer", () => {
    const others: Partial<SearchKeyParts>[] = [
      {},
      { collection: "hermes" },
      { subject: { model: "m@2", text: "cat" } },
      { subject: [1, 2, 3] },
      { limit: 11 },
      { filter: undefined },
      { filter: { must: [] } },
      { withPayload: false },
    ];
    expect(new Set(others.map((other) => searchKey({ ...parts, ...other }))).size).toBe(others.length);
  });
});

describe("contentId", () => {
  it("is a valid UUID that follows from collection and content", () => {
    const id = contentId("mixtral", { text: "cat", payload: { a: 1, b: 2 } });
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(contentId("mixtral", { payload: { b: 2, a: 1 }, text: "cat" })).toBe(id);
    expect(contentId("hermes", { text: "cat", payload: { a: 1, b: 2 } })).not.toBe(id);
  });
});
