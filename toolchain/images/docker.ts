import { run } from "./shell";

/** First part of every local image's name; nothing is pulled from or pushed to it. */
export const REPOSITORY = "vector-platform";
/** Label with the hash of everything that went into an image. */
export const INPUTS_LABEL = "vector-platform.inputs";

/** The few commands of the Docker client that local images need. */
export class Docker {
  readonly #env: NodeJS.ProcessEnv;

  constructor(host: string) {
    // The classic builder is the one that every engine has; BuildKit's client is a package of its own on Debian.
    this.#env = { ...process.env, DOCKER_HOST: host, DOCKER_BUILDKIT: "0" };
  }

  /** References of all local images that are complete. */
  async references(): Promise<ReadonlySet<string>> {
    const filter = `reference=${REPOSITORY}/*`;
    const out = await this.#run(["image", "ls", "--filter", filter, "--format", "{{.Repository}}:{{.Tag}}"]);
    return new Set(out.split("\n").filter(Boolean));
  }

  async importImage(archive: string, reference: string): Promise<void> {
    await this.#run(["import", "--change", 'CMD ["bash"]', archive, reference]);
  }

  /** The engine tags only a build that succeeded. Host network: a mirror that the machine reaches is reached. */
  async build(context: string, reference: string, inputs: string, base: string): Promise<void> {
    const options = ["--network", "host", "--build-arg", `BASE=${base}`, "--label", `${INPUTS_LABEL}=${inputs}`];
    await this.#run(["build", "--force-rm", ...options, "--tag", reference, context]);
  }

  #run(args: readonly string[]): Promise<string> {
    return run("docker", args, { env: this.#env });
  }
}
