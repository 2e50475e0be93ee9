import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type Docker from "dockerode";
import { run } from "../../toolchain/command";
import { type ComposeProject, composeProject } from "./file";
import type { ComposeProgram } from "./program";
import { copyVolumes, removeVolumes } from "./volumes";

const LIMIT_SECONDS = 300;

/** The stack's containers once more, deployed by docker-compose. Made while the stack runs, started when it is gone. */
export class Compose {
  private readonly folder = mkdtempSync(join(tmpdir(), "vector-platform-compose-"));
  private readonly file = join(this.folder, "docker-compose.yaml");

  private constructor(
    private readonly docker: Docker,
    private readonly program: ComposeProgram,
    private readonly name: string,
    private readonly project: ComposeProject,
  ) {
    writeFileSync(this.file, JSON.stringify(project.file, undefined, 2), { mode: 0o600 });
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

  async up(): Promise<void> {
    await this.run("up", "--detach", "--no-build");
  }

  async remove(): Promise<void> {
    await this.run("down", "--volumes");
    await removeVolumes(this.docker, this.project.copies);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(...args: string[]): Promise<void> {
    const [program, ...first] = this.program.command;
    const all = [...first, "--project-name", this.name, "--file", this.file, "--no-ansi", ...args];
    await run(program, all, { env: this.program.env, limitSeconds: LIMIT_SECONDS });
  }
}
