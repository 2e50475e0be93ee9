// Everything the server needs goes into dist/, so that its image is built without a network. The folder changes at once:
// an image that is built meanwhile gets the old bundle or the new one, never half of it.
import { cp, rename, rm } from "node:fs/promises";
import { build } from "esbuild";

const [next, last] = [`dist-next-${process.pid}`, `dist-last-${process.pid}`];
await build({
  entryPoints: ["src/server.ts"],
  outfile: `${next}/server.js`,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  // Not minified: a stack trace of the bundle reads like one of the sources, without a map twice its size.
  // pg's native binding is optional and not installed.
  external: ["pg-native"],
  // node-pg-migrate would bring a TypeScript loader along; our migrations are SQL.
  alias: { jiti: "./src/schema/no-loader.ts" },
  define: { "import.meta.dirname": "__dirname" },
  logLevel: "warning",
});
await cp("src/schema/migrations", `${next}/migrations`, { recursive: true });
await rename("dist", last).catch((error) => error.code === "ENOENT" || Promise.reject(error));
await rename(next, "dist");
await rm(last, { recursive: true, force: true });
