import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Elsewhere } from "./decrypt";
import { runPulumi } from "./engine";
import { CheckpointError } from "./errors";
import { type Checkpoint, readCheckpoint } from "./read";

/**
 * Lets the engine read the secrets, for providers whose keys lie elsewhere (a cloud's key service, the service backend).
 * The checkpoint goes into a stack of its own on a backend of its own, still encrypted; what comes back decrypted stays in
 * memory. The folder is removed whatever happens, an interrupt included.
 */
export function throughEngine(env: NodeJS.ProcessEnv = process.env): Elsewhere {
  return async (checkpoint) => {
    const folder = mkdtempSync(join(tmpdir(), "replay-"));
    const wipe = () => rmSync(folder, { recursive: true, force: true });
    process.once("exit", wipe);
    try {
      return await decrypted(checkpoint, folder, env);
    } finally {
      wipe();
      process.off("exit", wipe);
    }
  };
}

async function decrypted(checkpoint: Checkpoint, folder: string, env: NodeJS.ProcessEnv): Promise<Checkpoint> {
  const { project, stack, version, deployment } = checkpoint;
  const backend = { url: `file://${folder}` };
  writeFileSync(join(folder, "Pulumi.yaml"), stringify({ name: project, runtime: "nodejs", backend }));
  writeFileSync(join(folder, "checkpoint.json"), JSON.stringify({ version, deployment }), { mode: 0o600 });
  // A new stack wants a passphrase of its own, though nothing is encrypted with it: what is imported brings its provider.
  const given = env.PULUMI_CONFIG_PASSPHRASE ?? env.PULUMI_CONFIG_PASSPHRASE_FILE;
  const passphrase = given === undefined ? { PULUMI_CONFIG_PASSPHRASE: randomBytes(16).toString("hex") } : {};
  const scratch = { ...env, ...passphrase, PULUMI_BACKEND_URL: backend.url };
  const pulumi = async (...args: string[]) => {
    const flags = ["--non-interactive", "--color", "never"];
    const { code, output, stdout } = await runPulumi([...args, ...flags], { project: folder, env: scratch });
    if (code === 0) return stdout;
    const advice = "log in to where its key is kept, or set the variables that its secrets provider needs";
    throw new CheckpointError("secrets-provider", `the secrets cannot be read: ${lastLine(output)}`, advice);
  };
  await pulumi("stack", "init", stack);
  await pulumi("stack", "import", "--file", "checkpoint.json", "--stack", stack);
  return readCheckpoint(Buffer.from(await pulumi("stack", "export", "--show-secrets", "--stack", stack)));
}

function lastLine(output: string): string {
  return output.trim().split("\n").at(-1) ?? "";
}
