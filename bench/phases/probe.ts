import { appendFileSync } from "node:fs";
import Module from "node:module";

/*
 * Preloaded into every Node.js process of one engine run (NODE_OPTIONS=--require), writes down when it started, when it
 * first printed (a plugin: its port, so it is ready), what its imports took, and when it ended. A process that is killed
 * leaves what it had written until then.
 */

interface Loading {
  readonly path: string;
  nestedMs: number;
}

interface Loader {
  _load(request: string, parent: NodeModule | null, isMain: boolean): unknown;
  _resolveFilename(request: string, parent: NodeModule | null): string;
}

/** Imports faster than this are left out of the record. */
const NOTED_MS = 2;
const file = process.env.BENCH_PROBE;
const stack: Loading[] = [];
const loader = Module as unknown as Loader;
const load = loader._load;
const write = process.stdout.write;

function note(event: object): void {
  if (file) appendFileSync(file, `${JSON.stringify({ pid: process.pid, at: now(), ...event })}\n`);
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

loader._load = (request, parent, isMain) => {
  const path = resolved(request, parent);
  if (path === undefined || require.cache[path]) return load(request, parent, isMain);
  const loading: Loading = { path, nestedMs: 0 };
  const began = now();
  stack.push(loading);
  try {
    return load(request, parent, isMain);
  } finally {
    stack.pop();
    const tookMs = now() - began;
    const outer = stack.at(-1);
    if (outer) outer.nestedMs += tookMs;
    if (tookMs >= NOTED_MS) {
      note({ event: "import", path, from: parent?.filename, began, tookMs, ownMs: tookMs - loading.nestedMs });
    }
  }
};

/** Built-in modules, and what cannot be found, cost nothing worth noting. */
function resolved(request: string, parent: NodeModule | null): string | undefined {
  if (Module.isBuiltin(request)) return undefined;
  try {
    return loader._resolveFilename(request, parent);
  } catch {
    return undefined;
  }
}

process.stdout.write = ((...args: Parameters<typeof write>) => {
  process.stdout.write = write;
  note({ event: "print" });
  return write.apply(process.stdout, args);
}) as typeof write;

note({ event: "start", origin: performance.timeOrigin, argv: process.argv.slice(0, 2) });
process.on("exit", () => note({ event: "exit" }));
