/** One line that the probe wrote. Times are milliseconds of the system's clock. */
export type ProbeEvent = { readonly pid: number; readonly at: number } & (
  | { readonly event: "start"; readonly origin: number; readonly argv: readonly string[] }
  | { readonly event: "print" | "exit" }
  | {
      readonly event: "import";
      readonly path: string;
      /** File that imported it. */
      readonly from?: string;
      readonly began: number;
      readonly tookMs: number;
      /** Without what it imported itself. */
      readonly ownMs: number;
    }
);

export interface Import {
  readonly path: string;
  readonly tookMs: number;
  readonly ownMs: number;
}

/** Where the time of one run of the engine went, in milliseconds; the first five follow one another and add up to the whole. */
export interface Phases {
  /** From the command's start to the start of the program's process: engine, state, secrets, plugin lookup, language host. */
  readonly engineMs: number;
  /** Node.js, the SDK and the TypeScript loader. */
  readonly runtimeMs: number;
  /** The program itself: its imports, its config and every constructor. */
  readonly programMs: number;
  /** What the constructors asked for, carried out by engine and plugins. */
  readonly registrationMs: number;
  readonly closingMs: number;
  /** From a plugin's start until it listens; plugins start while registrations run. */
  readonly plugins: readonly { readonly name: string; readonly startMs: number }[];
  /** Slowest of the program's imports, those of its own files and the packages that these name. */
  readonly imports: readonly Import[];
}

const PROGRAM = /@pulumi\/pulumi\/cmd\/run\/?(index\.js)?$/;
const LAUNCHER = /@pulumi\/pulumi\/cmd\/run\//;
const SLOWEST = 15;

/** @throws when the record holds no program, or one that was not run to its end */
export function phasesOf(events: readonly ProbeEvent[], began: number, ended: number): Phases {
  const start = events.find((event) => event.event === "start" && PROGRAM.test(event.argv[1] ?? ""));
  if (start?.event !== "start") throw new Error("the run shows no process of the program");
  const own = events.filter(({ pid }) => pid === start.pid);
  const imports = own.filter((event) => event.event === "import");
  const main = imports.find(({ from = "", path }) => LAUNCHER.test(from) && !path.includes("/node_modules/"));
  const exit = own.find(({ event }) => event === "exit");
  if (!main || !exit) throw new Error("the program was not run to its end");
  const loaded = main.began + main.tookMs;
  return {
    engineMs: start.origin - began,
    runtimeMs: main.began - start.origin,
    programMs: main.tookMs,
    registrationMs: exit.at - loaded,
    closingMs: ended - exit.at,
    plugins: pluginsOf(events, start.pid),
    imports: imports
      .filter(({ began, from = "" }) => began >= main.began && !from.includes("/node_modules/"))
      .sort((a, b) => b.tookMs - a.tookMs)
      .slice(0, SLOWEST)
      .map(({ path, tookMs, ownMs }) => ({ path: shortPath(path), tookMs, ownMs })),
  };
}

/** Time from the start of the program's process until its last constructor has returned. */
export function programStartMs({ runtimeMs, programMs }: Phases): number {
  return runtimeMs + programMs;
}

function pluginsOf(events: readonly ProbeEvent[], programPid: number): Phases["plugins"] {
  return events.flatMap((start) => {
    if (start.event !== "start" || start.pid === programPid) return [];
    const name = /resource-([a-z-]+?)(-v[\d.]+)?(\/|$)/.exec(start.argv[1] ?? "")?.[1];
    const print = events.find(({ pid, event }) => pid === start.pid && event === "print");
    return name && print ? [{ name, startMs: print.at - start.origin }] : [];
  });
}

function shortPath(path: string): string {
  const [, inPackages] = /.*\/node_modules\/(.+)/.exec(path) ?? [];
  return inPackages ?? path.split("/").slice(-3).join("/");
}
