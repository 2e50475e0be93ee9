import { createInterface } from "node:readline/promises";

/** Where the command speaks: results on standard output, what goes on on standard error. */
export interface Terminal {
  print(line: string): void;
  /** Progress and questions; a machine that reads the result does not see it. */
  tell(line: string): void;
  /** Whether somebody is there to answer. */
  readonly interactive: boolean;
  /** @param mark colour by meaning; plain where nobody looks */
  paint(mark: "good" | "bad" | "warn", text: string): string;
  confirm(question: string): Promise<boolean>;
}

const COLOURS = { good: 32, bad: 31, warn: 33 } as const;

export function terminalOf(env: NodeJS.ProcessEnv = process.env): Terminal {
  const { stdin, stdout, stderr } = process;
  const coloured = Boolean(stdout.isTTY) && env.NO_COLOR === undefined;
  return {
    print: (line) => stdout.write(`${line}\n`),
    tell: (line) => stderr.write(`${line}\n`),
    interactive: Boolean(stdin.isTTY && stderr.isTTY),
    paint: (mark, text) => (coloured ? `\u001b[${COLOURS[mark]}m${text}\u001b[0m` : text),
    confirm: async (question) => {
      const asking = createInterface({ input: stdin, output: stderr });
      try {
        return /^y(es)?$/i.test((await asking.question(`${question} [y/N] `)).trim());
      } finally {
        asking.close();
      }
    },
  };
}
