import { type ChildProcess, spawn } from "node:child_process";
import { PassingError, PlainError } from "./errors";

/** What leads to an entry that is published nowhere. */
export interface TunnelPlace {
  /** Context of the kubeconfig; empty: the current one. */
  readonly context: string;
  readonly namespace: string;
  readonly workload: string;
  readonly port: number;
}

/** A port of this machine that leads to the far end for as long as the program behind it lives. */
interface Opened {
  readonly port: number;
  readonly program: ChildProcess;
}

const OPEN_WITHIN_MS = 60_000;
const READY = /Forwarding from 127\.0\.0\.1:(\d+) ->/;

/** `kubectl port-forward`: opened when it is first needed, and again when it ended, as it does with the pod behind it. */
export class Tunnel {
  private opening: Promise<Opened> | undefined;

  constructor(private readonly place: TunnelPlace) {
    process.once("exit", () => this.close());
  }

  /** The near end's port. */
  async port(): Promise<number> {
    this.opening ??= open(this.place);
    const { opening } = this;
    try {
      const { port, program } = await opening;
      if (program.exitCode === null && program.signalCode === null) return port;
    } catch (error) {
      this.forget(opening);
      throw error;
    }
    this.forget(opening);
    return this.port();
  }

  /** The next one to ask gets a new tunnel, unless another has replaced the one that led to this port already. */
  async drop(port: number): Promise<void> {
    const { opening } = this;
    const opened = await opening?.catch(() => undefined);
    if (!opened || opened.port !== port) return;
    opened.program.kill();
    this.forget(opening);
  }

  close(): void {
    void this.opening?.then(({ program }) => program.kill()).catch(() => undefined);
    this.opening = undefined;
  }

  /** Several may have waited for the same one, and the first to see it fail may have begun another. */
  private forget(opening: Promise<Opened> | undefined): void {
    if (this.opening === opening) this.opening = undefined;
  }
}

function open({ context, namespace, workload, port }: TunnelPlace): Promise<Opened> {
  const cluster = [...(context ? ["--context", context] : []), "--namespace", namespace];
  const args = [...cluster, "port-forward", "--address", "127.0.0.1", `service/${workload}`, `:${port}`];
  const program = spawn("kubectl", args, { stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (why: string) => {
      program.kill();
      reject(
        new PassingError(
          `no tunnel to ${workload} in the namespace ${namespace}: ${why}. The collections are managed through it; is the ` +
            `gateway running? \`kubectl ${args.join(" ")}\` is what was tried.`,
        ),
      );
    };
    const limit = setTimeout(() => fail(`kubectl did not open it within ${OPEN_WITHIN_MS / 1000} s`), OPEN_WITHIN_MS);
    program
      .once("error", () => reject(noKubectl()))
      .once("exit", () => fail(said.trim().slice(0, 300) || "kubectl ended"));
    program.once("close", () => clearTimeout(limit)).once("error", () => clearTimeout(limit));
    program.stderr.setEncoding("utf8").on("data", (text) => {
      said += text;
    });
    program.stdout.setEncoding("utf8").on("data", (text: string) => {
      const ready = READY.exec(text);
      if (!ready) return;
      clearTimeout(limit);
      resolve({ program, port: Number(ready[1]) });
    });
  });
}

function noKubectl(): PlainError {
  return new PlainError(
    "the collections of a stack on Kubernetes are managed through a tunnel that kubectl opens, and there is no kubectl on " +
      "the PATH: install it and run again.",
  );
}
