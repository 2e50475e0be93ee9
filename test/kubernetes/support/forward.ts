import { type ChildProcess, spawn } from "node:child_process";
import { CONTEXT } from "./kubectl";

const OPENS_WITHIN_MS = 60_000;

/**
 * Opens a way to one port of a pod, uses it and closes it: it ends with its pod, so nothing keeps it.
 * @throws Error with what kubectl said when it cannot be opened
 */
export async function throughForward<T>(
  pod: string,
  namespace: string,
  port: number,
  use: (url: string) => Promise<T>,
): Promise<T> {
  const where = ["--context", CONTEXT, "--namespace", namespace];
  const child = spawn("kubectl", [...where, "port-forward", "--address", "127.0.0.1", `pod/${pod}`, `:${port}`]);
  try {
    return await use(`http://127.0.0.1:${await nearEnd(child)}`);
  } finally {
    child.kill();
  }
}

function nearEnd(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const listen = (text: string) => {
      said += text;
      const [, port] = /127\.0\.0\.1:(\d+) ->/.exec(said) ?? [];
      if (port) resolve(port);
    };
    child.stdout?.setEncoding("utf8").on("data", listen);
    child.stderr?.setEncoding("utf8").on("data", listen);
    child.on("error", reject);
    setTimeout(() => reject(new Error(`kubectl port-forward opens nothing: ${said.trim()}`)), OPENS_WITHIN_MS).unref();
    child.on("close", (code) => reject(new Error(`kubectl port-forward ended with ${code}: ${said.trim()}`)));
  });
}
