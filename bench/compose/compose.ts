import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type Docker from "dockerode";
import { run } from "../../toolchain/command";
import { untilGone } from "./down";
import { type ComposeProject, composeProject } from "./file";
import { inOrder } from "./order";
import type { ComposeProgram } from "./program";
import { copyVolumes, removeVolumes } from "./volumes";

const LIMIT_SECONDS = 300;

/** `at once`: everything starts together. `ordered`: what others need is healthy before they start, as in the stack. */
export type Way = "at once" | "ordered";

/** The stack's containers once more, deployed by docker-compose. Made while the stack runs, started when it is gone. */
export class Compose {
  private readonly folder = mkdtempSync(join(tmpdir(), "vector-platform-compose-"));
  private readonly files = { "at once": join(this.folder, "at-once.yaml"), ordered: join(this.folder, "ordered.yaml") };

  private constructor(
    private readonly docker: Docker,
    private readonly program: ComposeProgram,
    private readonly name: string,
    private readonly project: ComposeProject,
  ) {
    this.write("at once", project.file);
    this.write("ordered", inOrder(project.file));
  }

  /** @param prefix the stack's physical prefix */
  static async of(docker: Docker, program: ComposeProgram, name: string, prefix: string): Promise<Compose> {
    const labels = [`vector-platform.stack=${prefix}`, "vector-platform.role=service"];
    const running = await docker.listContainers({ filters: { label: labels } });
    const containers = await Promise.all(running.map(({ Id }) => docker.getContainer(Id).inspect()));
    const networks = await docker.listNetworks({ filters: { name: [prefix] } });
    const internal = networks.filter(({ Internal }) => Internal).map(({ Name }) => Name);
    const project = composeProject(name, containers, internal);
    await copyVolumes(docker, name, project.copies);
    return new Compose(docker, program, name, project);
  }

  async up(way: Way): Promise<void> {
    await this.run(way, "up", "--detach", "--no-build");
  }

  /** Data volumes go with it; the copied ones stay for the next time. */
  async down(): Promise<void> {
    await untilGone(() => this.run("at once", "down", "--volumes"));
  }

  async remove(): Promise<void> {
    await this.down();
    await removeVolumes(this.docker, this.project.copies);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private write(way: Way, file: object): void {
    writeFileSync(this.files[way], JSON.stringify(file, undefined, 2), { mode: 0o600 });
  }

  private async run(way: Way, ...args: string[]): Promise<void> {
    const [program, ...first] = this.program.command;
    const all = [...first, "--project-name", this.name, "--file", this.files[way], "--no-ansi", ...args];
    await run(program, all, { env: this.program.env, limitSeconds: LIMIT_SECONDS });
  }
}
