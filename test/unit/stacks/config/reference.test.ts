import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { configReference } from "../../../../stacks/config/reference";
import { SECRET_NAMES } from "../../../../stacks/config/secrets";

describe("the configuration reference", () => {
  it("is what the schema says: run `npm run schema`", () => {
    const committed = readFileSync(join(__dirname, "../../../../docs/configuration.md"), "utf8");
    expect(configReference()).toBe(committed);
  });

  it("shows what each environment's preset makes of a key", () => {
    expect(configReference()).toContain("| `api.cpu` | Cores of one copy. |");
    expect(configReference()).toMatch(/\| `qdrant\.storage` \|.*\| `5Gi` \| `50Gi` \| `1Ti` \|/);
  });

  it("names every secret", () => {
    for (const name of SECRET_NAMES) expect(configReference()).toContain(`| \`${name}\` |`);
  });
});
