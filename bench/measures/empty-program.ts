import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Deployment } from "../../test/support/deployment";
import { expectJudged } from "./policies";

const PROJECT = resolve(__dirname, "../..");

const FILES = {
  // The project's own name, because that is where a Deployment looks for its state.
  "Pulumi.yaml": "name: vector-platform\nruntime:\n  name: nodejs\n  options:\n    typescript: true\n",
  "package.json": JSON.stringify({ name: "empty", private: true, main: "index.ts" }),
  "index.ts": 'import "@pulumi/pulumi";\n',
};

/**
 * The floor: a Pulumi program without a resource, in the same language, on the same engine, SDK and kind of backend, judged by
 * the same policies.
 */
export class EmptyProgram {
  private readonly folder = mkdtempSync(join(tmpdir(), "vector-platform-empty-"));
  readonly deployment = new Deployment("empty", {}, this.folder);

  async create(): Promise<void> {
    for (const [name, content] of Object.entries(FILES)) writeFileSync(join(this.folder, name), content);
    copyFileSync(join(PROJECT, "tsconfig.json"), join(this.folder, "tsconfig.json"));
    symlinkSync(join(PROJECT, "node_modules"), join(this.folder, "node_modules"));
    await this.deployment.create();
    await this.deployment.up();
    expectJudged(await this.deployment.pulumi(["preview"]));
  }

  async remove(): Promise<void> {
    await this.deployment.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
