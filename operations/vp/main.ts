import { resolve } from "node:path";
import { CheckpointError } from "../checkpoint";
import { type Arguments, readArguments, USAGE, UsageError } from "./arguments";
import { activated } from "./environment";
import { EXIT } from "./exit";
import { history } from "./history-command";
import { rollback } from "./rollback-command";
import { openStack, projectFolder } from "./stack";
import { type Terminal, terminalOf } from "./terminal";

const OWN_PROJECT = resolve(__dirname, "../..");

async function main(): Promise<number> {
  // Since the process was started, which is what the user waits for.
  const began = 0;
  const terminal = terminalOf();
  try {
    const args = readArguments(process.argv.slice(2), process.env);
    if (args.command === "help") {
      terminal.print(USAGE.trimEnd());
      return process.argv.length > 2 ? EXIT.done : EXIT.usage;
    }
    return await run(args, terminal, began);
  } catch (error) {
    return explain(error, terminal);
  }
}

async function run(args: Arguments, terminal: Terminal, began: number): Promise<number> {
  const project = projectFolder(args.cwd ?? process.cwd(), OWN_PROJECT);
  const env = activated(OWN_PROJECT, process.env);
  // The engine and Docker's client are found by this process's own PATH.
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  const at = openStack(args, project, env);
  return args.command === "history" ? history(args, at, terminal) : rollback(args, at, terminal, began);
}

/** What is known to go wrong is said in one line; anything else shows where it happened. */
function explain(error: unknown, terminal: Terminal): number {
  if (error instanceof UsageError) {
    terminal.tell(`vp: ${error.message}\nTry: npx vp --help`);
    return EXIT.usage;
  }
  if (error instanceof CheckpointError) {
    terminal.tell(`vp: ${error.message}. Nothing was touched.`);
    return error.trouble === "backend" || error.trouble === "engine" ? EXIT["could-not-look"] : EXIT.cannot;
  }
  terminal.tell(`vp: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return EXIT.failed;
}

main().then((code) => {
  process.exitCode = code;
});
