import { describe, expect, it } from "vitest";
import { choices } from "../../../../operations/chart/choices";
import { covering } from "../../../../operations/chart/covering";

const stands = (count: number) =>
  Array.from({ length: 2 ** count }, (_, i) => Array.from({ length: count }, (_, bit) => ((i >> bit) & 1) === 1));

/** Ways in which some three switches stand together. */
function triples(picked: readonly (readonly boolean[])[]): Set<string> {
  const seen = new Set<string>();
  for (const stand of picked) {
    for (let i = 0; i < stand.length; i++) {
      for (let j = i + 1; j < stand.length; j++) {
        for (let k = j + 1; k < stand.length; k++) seen.add(`${i}${stand[i]} ${j}${stand[j]} ${k}${stand[k]}`);
      }
    }
  }
  return seen;
}

describe("the samples of a chart", () => {
  it("show each three switches in each way, with far fewer samples than there are ways", () => {
    const all = stands(8);
    const picked = covering(all, (stand) => stand);
    expect(triples(picked)).toEqual(triples(all));
    expect(picked.length).toBeLessThan(32);
    expect(picked[0]).toEqual(all[0]);
  });

  it("begin with everything on and are the same every time", { timeout: 120_000 }, () => {
    const [first, ...others] = choices();
    expect(Object.values(first?.flags ?? {}).every(Boolean)).toBe(true);
    expect(first).toMatchObject({ both: true, canary: "part" });
    expect(choices().slice(1)).toEqual(others);
  });
});
