import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildImages } from "../../../../toolchain/images/build-images";
import { docker, eventually } from "./docker";
import { Neighbours, QDRANT_KEY } from "./neighbours";

const PROJECT = resolve(__dirname, "../../../..");
const REDIS_PASSWORD = "planted-redis-password";
const POSTGRES_PASSWORD = "planted-postgres-password";
export const SECRETS = [QDRANT_KEY, REDIS_PASSWORD, POSTGRES_PASSWORD];

export type Extra = Readonly<Record<string, string>>;

/** The image of the API, a real Redis and a real Postgres on a network of their own, and all that goes again. */
export class World {
  readonly neighbours = new Neighbours();
  readonly #prefix = `api-test-${process.pid}`;
  readonly #folder = mkdtempSync(join(tmpdir(), "api-test-"));
  readonly #containers: string[] = [];
  readonly image = `${this.#prefix}:1`;
  #images: Partial<Awaited<ReturnType<typeof buildImages>>> = {};
  #gateway = "";
  #count = 0;

  /** @param vectors also makes the images of a database and an embedding service, for `withVectors` */
  async start(vectors = false): Promise<void> {
    const images = await buildImages({
      dockerHost: process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock",
      workDir: resolve(PROJECT, ".tools", "images"),
      log: () => undefined,
      only: ["node", "redis", "postgres", ...(vectors ? (["qdrant", "embedding"] as const) : [])],
    });
    this.#images = images;
    await this.#buildImage(images.node);
    await docker("network", "create", this.#prefix);
    this.#gateway = await docker("network", "inspect", this.#prefix, "-f", "{{(index .IPAM.Config 0).Gateway}}");
    await this.neighbours.start();
    this.#writeSecrets();
    await this.#run("redis", [images.redis, "redis-server", "--requirepass", REDIS_PASSWORD, "--save", ""]);
    const settings = [`POSTGRES_PASSWORD=${POSTGRES_PASSWORD}`, "POSTGRES_USER=api", "POSTGRES_DB=platform"];
    await this.#run("postgres", [...settings.flatMap((each) => ["-e", each]), images.postgres]);
    await eventually("postgres accepts connections", () => this.sql("SELECT 1"));
  }

  /** Starts the database and the embedding service of this site, and returns the settings that lead to them. */
  async withVectors(): Promise<{ readonly settings: Extra; readonly qdrantUrl: string }> {
    const { qdrant = "", embedding = "" } = this.#images;
    const store = await this.#run("qdrant", ["-e", `QDRANT__SERVICE__API_KEY=${QDRANT_KEY}`, qdrant]);
    const model = ["--model-id", "sentence-transformers/all-MiniLM-L6-v2", "--port", "8080"];
    const texts = await this.#run("embedding", [embedding, ...model]);
    const settings = { QDRANT_URL: `http://${store}:6333`, EMBEDDING_URL: `http://${texts}:8080` };
    return { settings, qdrantUrl: await this.url(store, 6333) };
  }

  async stop(): Promise<void> {
    this.neighbours.stop();
    if (this.#containers.length > 0) await docker("rm", "-f", "-v", ...this.#containers);
    await docker("network", "rm", this.#prefix);
    await docker("image", "rm", "-f", this.image);
    rmSync(this.#folder, { recursive: true });
  }

  /** Starts a server and returns its container's name. */
  async api(extra: Extra = {}, ...command: readonly string[]): Promise<string> {
    this.#count += 1;
    return this.#run(`api-${this.#count}`, [...this.#apiOptions(extra), this.image, ...command]);
  }

  /** Runs a command of the image to its end. */
  async command(extra: Extra, ...command: readonly string[]): Promise<string> {
    return docker("run", "--rm", "--network", this.#prefix, ...this.#apiOptions(extra), this.image, ...command);
  }

  async ready(name: string): Promise<string> {
    const url = await this.url(name);
    await eventually(`${name} is ready`, async () => {
      const response = await fetch(`${url}/health`);
      if (!response.ok) throw new Error(await response.text());
    });
    return url;
  }

  async url(name: string, port = 8000): Promise<string> {
    const format = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
    return `http://${await docker("inspect", name, "-f", format)}:${port}`;
  }

  container(service: "redis" | "postgres" | "embedding"): string {
    return `${this.#prefix}-${service}`;
  }

  async sql(query: string, database = "platform"): Promise<string> {
    const options = ["-h", "127.0.0.1", "-U", "api", "-d", database, "-tA", "-c", query];
    return docker("exec", "-e", `PGPASSWORD=${POSTGRES_PASSWORD}`, this.container("postgres"), "psql", ...options);
  }

  async #buildImage(node: string): Promise<void> {
    execFileSync("npm", ["run", "build", "--silent", "-w", "services/api"], { cwd: PROJECT, stdio: "pipe" });
    const args = ["--build-arg", `NODE_IMAGE=${node}`, "--build-arg", "VERSION=1.0.0-test"];
    await docker("build", "-q", "--network", "none", ...args, "-t", this.image, resolve(PROJECT, "services/api"));
  }

  #writeSecrets(): void {
    const files = {
      "qdrant-api-key": QDRANT_KEY,
      "redis-password": REDIS_PASSWORD,
      "postgres-password": POSTGRES_PASSWORD,
    };
    for (const [name, value] of Object.entries(files)) writeFileSync(join(this.#folder, name), value);
    chmodSync(this.#folder, 0o755);
  }

  /** As strict as the platform runs it: no capability, nothing writable but a scratch directory. */
  #apiOptions(extra: Extra): string[] {
    const env = {
      SLOT: "blue",
      QDRANT_URL: `http://${this.#gateway}:${this.neighbours.qdrantPort}`,
      EMBEDDING_URL: `http://${this.#gateway}:${this.neighbours.embeddingPort}`,
      REDIS_HOST: this.container("redis"),
      POSTGRES_HOST: this.container("postgres"),
      POSTGRES_DB: "platform",
      POSTGRES_USER: "api",
      QDRANT_API_KEY_FILE: "/run/secrets/qdrant-api-key",
      REDIS_PASSWORD_FILE: "/run/secrets/redis-password",
      POSTGRES_PASSWORD_FILE: "/run/secrets/postgres-password",
      COLLECTIONS: "mixtral:8,wide:16",
      ...extra,
    };
    return [
      ...["--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
      ...["--memory", "512m", "--pids-limit", "128", "-v", `${this.#folder}:/run/secrets:ro`],
      ...Object.entries(env).flatMap(([name, value]) => ["-e", `${name}=${value}`]),
    ];
  }

  async #run(service: string, args: readonly string[]): Promise<string> {
    const name = `${this.#prefix}-${service}`;
    this.#containers.push(name);
    await docker("run", "-d", "--name", name, "--network", this.#prefix, ...args);
    return name;
  }
}
