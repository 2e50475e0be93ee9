import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stackFileSchema } from "./json-schema";

/** `npm run schema` writes the file that editors read; a test fails while it is not what the code says. */
const SCHEMA_FILE = join(__dirname, "..", "..", "schema", "vector-platform.schema.json");

writeFileSync(SCHEMA_FILE, `${JSON.stringify(stackFileSchema(), null, 2)}\n`);
