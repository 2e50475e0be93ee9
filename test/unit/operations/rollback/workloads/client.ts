import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, vi } from "vitest";

/** A client of a platform that is first on PATH for the time of a test and says what the test wants. */
export class Client {
  private folder = "";

  constructor(private readonly name: string) {
    beforeEach(() => {
      this.folder = mkdtempSync(join(tmpdir(), "vp-client-"));
    });
    afterEach(() => {
      vi.unstubAllEnvs();
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  /** @param script what it does, for the shell */
  says(script: string): void {
    const file = join(this.folder, this.name);
    writeFileSync(file, `#!/bin/sh\necho "$@" >> '${this.folder}/asked'\n${script}\n`);
    chmodSync(file, 0o755);
    vi.stubEnv("PATH", `${this.folder}${delimiter}${process.env.PATH}`);
  }

  /** The arguments that it was run with, a line for each run. */
  get asked(): string[] {
    return readFileSync(join(this.folder, "asked"), "utf8").trim().split("\n");
  }

  /** Prints this whatever it is asked. */
  prints(content: unknown): string {
    const file = join(this.folder, `${Math.random()}.json`);
    writeFileSync(file, JSON.stringify(content));
    return `cat '${file}'`;
  }
}
