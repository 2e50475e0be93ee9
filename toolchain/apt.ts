import { existsSync, readFileSync } from "node:fs";
import { attempt, find } from "./command";
import { SetUpError } from "./set-up-error";

/** Whether packages can be installed here: as root, on Debian or a relative of it. */
export function canInstall(): boolean {
  const release = "/etc/os-release";
  const debian = existsSync(release) && /^ID(_LIKE)?=.*debian/m.test(readFileSync(release, "utf8"));
  return process.getuid?.() === 0 && debian && find("apt-get") !== undefined;
}

/**
 * Installs Debian packages.
 * @throws SetUpError with what apt printed
 */
export async function install(...packages: string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  // The package lists of a fresh container are empty, and old ones name versions that are gone.
  const updated = await attempt("apt-get", ["update"], { env, limitSeconds: 120 });
  const args = ["install", "--yes", "--no-install-recommends", ...packages];
  const installed = await attempt("apt-get", args, { env, limitSeconds: 600 });
  if (installed.ok) return;
  const said = `${updated.ok ? "" : updated.output}${installed.output}`;
  throw new SetUpError(`Debian's ${packages.join(", ")} could not be installed:\n${said}`);
}
