import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stackFileSchema } from "./json-schema";
import { configReference } from "./reference";

/** `npm run schema` writes what editors and people read; a test fails while it is not what the code says. */
const PROJECT = join(__dirname, "..", "..");

writeFileSync(
  join(PROJECT, "schema", "vector-platform.schema.json"),
  `${JSON.stringify(stackFileSchema(), null, 2)}\n`,
);
writeFileSync(join(PROJECT, "docs", "configuration.md"), configReference());
