import {
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { run } from "../../toolchain/command";

const PROJECT = resolve(__dirname, "../..");
/** What set-up has built and version control leaves out: the same for every release here, so no release has to build it. */
const BUILT = "services/api/dist";
const NOBODY = ["-c", "user.name=bench", "-c", "user.email=bench@example.com", "-c", "commit.gpgsign=false"];

/** The project as a user has it: a clone of its own whose commits are releases, program and stack file together. */
export class Repository {
  readonly folder = mkdtempSync(join(tmpdir(), "vector-platform-repository-"));

  /** @param source a clone */
  constructor(private readonly source = PROJECT) {}

  /** The work tree as it stands, uncommitted changes included. */
  async create(): Promise<void> {
    const listed = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: this.source,
    });
    for (const path of listed.split("\0").filter((path) => path !== "" && path !== "node_modules")) {
      const from = join(this.source, path);
      // One that was deleted and not committed is still listed.
      if (!existsSync(from) || !lstatSync(from).isFile()) continue;
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      copyFileSync(from, join(this.folder, path));
    }
    const built = join(this.source, BUILT);
    if (existsSync(built)) cpSync(built, join(this.folder, BUILT), { recursive: true });
    await this.git("init", "--quiet");
    await this.git("config", "advice.detachedHead", "false");
    // A link is not what the project's own rule about the folder means.
    writeFileSync(join(this.folder, ".git", "info", "exclude"), "node_modules\n");
    symlinkSync(join(this.source, "node_modules"), join(this.folder, "node_modules"));
  }

  /** A release that `checkout` can return to. */
  async commit(name: string): Promise<void> {
    await this.git("add", "--all");
    await this.git(...NOBODY, "commit", "--quiet", "--no-verify", "--message", name);
    await this.git("tag", name);
  }

  async checkout(name: string): Promise<void> {
    await this.git("checkout", "--quiet", "--force", name);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async git(...args: string[]): Promise<void> {
    await run("git", args, { cwd: this.folder });
  }
}
