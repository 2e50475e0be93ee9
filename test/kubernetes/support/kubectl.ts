import { spawn } from "node:child_process";

/** Context of the local cluster; its kubeconfig is in KUBECONFIG once `.tools/activate` has been read. */
export const CONTEXT = "vector-platform-local";

/** An object as the API gives it. */
export interface KubeObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly creationTimestamp: string;
  };
  // biome-ignore lint/suspicious/noExplicitAny: each kind has its own fields, and a test that reads a missing one fails
  readonly [field: string]: any;
}

/** Runs kubectl against the local cluster and returns what it printed; throws with its complaint on a non-zero exit. */
export async function kubectl(args: readonly string[], input?: string): Promise<string> {
  const { code, out, err } = await tryKubectl(args, input);
  if (code !== 0) throw new Error(`kubectl ${args.join(" ")} exited ${code}: ${err.trim() || out.trim()}`);
  return out;
}

export interface Answered {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The same, for commands that may fail. */
export function tryKubectl(args: readonly string[], input?: string): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const child = spawn("kubectl", ["--context", CONTEXT, ...args], { stdio: ["pipe", "pipe", "pipe"] });
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, out, err }));
    // A command that ends before it has read everything closes the pipe; its exit code says what was wrong.
    child.stdin.on("error", () => undefined).end(input ?? "");
  });
}

/** All objects of these kinds (`pods,services`) in a namespace, or of the whole cluster without one. */
export async function list(kinds: string, namespace?: string, ...args: string[]): Promise<KubeObject[]> {
  const where = namespace ? ["--namespace", namespace] : ["--all-namespaces"];
  const text = await kubectl(["get", kinds, ...where, "--output", "json", ...args]);
  return (JSON.parse(text) as { items: KubeObject[] }).items;
}

/** One object, or nothing when there is none of that name. */
export async function get(kind: string, name: string, namespace?: string): Promise<KubeObject | undefined> {
  const where = namespace ? ["--namespace", namespace] : [];
  const text = await kubectl(["get", kind, name, ...where, "--ignore-not-found", "--output", "json"]);
  return text ? (JSON.parse(text) as KubeObject) : undefined;
}

/** Pods of a workload that run and are not about to go, oldest first. */
export async function podsOf(workload: string, namespace: string): Promise<KubeObject[]> {
  const pods = await list("pods", namespace, "--selector", `app.kubernetes.io/name=${workload}`);
  return pods
    .filter(({ metadata, status }) => !metadata.deletionTimestamp && status.phase === "Running")
    .sort((a, b) => Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp));
}

export function isReady(pod: KubeObject): boolean {
  const conditions = (pod.status.conditions ?? []) as { type: string; status: string }[];
  return conditions.some(({ type, status }) => type === "Ready" && status === "True");
}

/** Runs a command inside a pod and returns what it printed. */
export function exec(pod: string, namespace: string, command: readonly string[], container?: string): Promise<string> {
  const which = container ? ["--container", container] : [];
  return kubectl(["exec", pod, "--namespace", namespace, ...which, "--", ...command]);
}

export function logs(pod: string, namespace: string, ...args: string[]): Promise<string> {
  return kubectl(["logs", pod, "--namespace", namespace, ...args]);
}
