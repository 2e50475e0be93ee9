// Plain JavaScript without a dependency: it runs before anything is installed.
// Exit status 0: node_modules holds what package-lock.json names. 1: it does not, and one line says why.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const project = process.argv[2] ?? join(__dirname, "..");

/** npm writes the second of these files as the last step of an installation, so an interrupted one has none. */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(project, file), "utf8")).packages;
  } catch {
    return undefined;
  }
}

function reasonToInstall() {
  const wanted = packagesOf("package-lock.json");
  const installed = packagesOf(join("node_modules", ".package-lock.json"));
  if (!wanted) return undefined;
  if (!installed) return "node_modules is missing or was left half-way";
  const differing = Object.keys(wanted).find((path) => path !== "" && !same(wanted[path], installed[path]));
  return differing && `${differing} is not what package-lock.json names`;
}

/** A package for another platform is optional and rightly absent. */
function same(wanted, installed) {
  if (!installed) return Boolean(wanted.optional);
  return wanted.version === installed.version && wanted.resolved === installed.resolved && wanted.integrity === installed.integrity;
}

const reason = reasonToInstall();
if (reason) {
  console.log(reason);
  process.exitCode = 1;
}
