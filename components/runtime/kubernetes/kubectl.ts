import { spawn } from "node:child_process";
import type { Readable } from "node:stream";

/** Reads from the cluster, in the context of the stack. */
export type Kubectl = (args: readonly string[]) => Promise<string>;

/**
 * The cluster's own client, run so that it never keeps the program alive: what it would have told is of no use by then.
 * Rejects with what it complained about.
 */
export function kubectlIn(context: string | undefined): Kubectl {
  return (args) =>
    new Promise((resolve, reject) => {
      const where = context ? ["--context", context] : [];
      const child = spawn("kubectl", [...where, "--request-timeout=10s", ...args], {
        stdio: ["ignore", "pipe", "pipe"],
      });
      const texts = { out: "", err: "" };
      collect(child.stdout, (text) => {
        texts.out += text;
      });
      collect(child.stderr, (text) => {
        texts.err += text;
      });
      child.unref();
      child.on("error", reject);
      child.on("close", (code) => (code === 0 ? resolve(texts.out) : reject(new Error(texts.err.trim()))));
    });
}

function collect(stream: Readable, take: (text: string) => void): void {
  stream.setEncoding("utf8").on("data", take);
  // A pipe of a child process is a socket, whatever its type says.
  (stream as Readable & { unref?: () => void }).unref?.();
}
