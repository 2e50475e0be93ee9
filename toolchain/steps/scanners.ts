import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { builtBefore, rememberBuilt } from "../built";
import { find, run } from "../command";
import { remove } from "../files";
import type { Layout } from "../layout";
import { SetUpError } from "../set-up-error";
import type { Outcome, Say } from "../steps";

export interface Scanners extends Outcome {
  /** Checkov, which judges manifests, Dockerfiles and texts that may hold a secret. */
  readonly checkov: string;
}

/** Some sixty packages; slow where many builds share the machine. */
const LIMIT_SECONDS = 900;

/** Scanners in a Python environment of their own. Only the scans ask for it: nothing that is deployed needs it. */
export async function scanners(layout: Layout, say: Say): Promise<Scanners> {
  const requirements = join(layout.project, "toolchain", "scanners", "requirements.txt");
  const folder = join(layout.root, "scanners");
  const checkov = join(folder, "bin", "checkov");
  const version = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const program = { name: "scanners", path: checkov, version };
  if (builtBefore(layout, program)) return { checkov, did: "up to date" };
  const python = find("python3");
  if (!python) throw new SetUpError("python3 is missing, which the scanners run on: install Python 3.11 or newer.");
  say("installing checkov, a minute or two");
  remove(folder);
  await run(python, ["-m", "venv", folder], { limitSeconds: LIMIT_SECONDS });
  const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements];
  await run(join(folder, "bin", "python"), install, { limitSeconds: LIMIT_SECONDS });
  rememberBuilt(layout, program);
  return { checkov, did: "checkov, installed from PyPI" };
}
