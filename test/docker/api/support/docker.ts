import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Runs the Docker client; rejects with what it said on a non-zero exit. */
export async function docker(...args: readonly string[]): Promise<string> {
  // The classic builder: BuildKit's client is a package of its own on Debian.
  const env = { ...process.env, DOCKER_BUILDKIT: "0" };
  const { stdout } = await execute("docker", [...args], { env, maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}

/** Asks again until the answer is one, and fails with the last reason when that takes too long. */
export async function eventually<T>(what: string, ask: () => Promise<T>, withinMs = 60_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
