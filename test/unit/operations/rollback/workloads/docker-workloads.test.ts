import { describe, expect, it } from "vitest";
import { DockerWorkloads } from "../../../../../operations/rollback/workloads/docker-workloads";
import { resource } from "../../checkpoint/support";
import { Client } from "./client";

const docker = new Client("docker");

const labels = [{ label: "vector-platform.stack", value: "shop-dev" }];
const container = (name: string, image: string) =>
  resource(name, { type: "docker:index/container:Container", inputs: { image, labels } });
const image = resource("api-image", {
  type: "docker:index/remoteImage:RemoteImage",
  inputs: { name: "api:1" },
  outputs: { imageId: "sha256:a" },
});
const engine = resource("engine", { type: "pulumi:providers:docker", inputs: { host: "ssh://user@server" } });

const of = (...resources: Parameters<typeof DockerWorkloads.in>[0]) => {
  const workloads = DockerWorkloads.in(resources);
  if (!workloads) throw new Error("no containers");
  return workloads;
};

describe("containers", () => {
  it("are looked for where there are any", () => {
    expect(DockerWorkloads.in([engine])).toBeUndefined();
  });

  it("have their images on the engine that made them, by id and by name", async () => {
    docker.says(`echo '"sha256:a" ["api:1"]'`);
    expect(await of(engine, image, container("api", "sha256:a")).images()).toMatchObject({ answer: "yes" });
    expect(docker.asked[0]).toMatch(/^--host ssh:\/\/user@server image inspect .*sha256:a api:1$/);
  });

  it("lack one that the engine does not name", async () => {
    docker.says(`echo '"sha256:a" ["api:1"]'; echo "Error: No such image: gone:1" >&2; exit 1`);
    const verdict = await of(image, container("api", "sha256:a"), container("old", "gone:1")).images();
    expect(verdict).toMatchObject({ answer: "no", says: expect.stringContaining("gone:1") });
  });

  it("are not guessed when the engine does not answer", async () => {
    docker.says(`echo "Cannot connect to the Docker daemon" >&2; exit 1`);
    const workloads = of(container("api", "sha256:a"));
    expect(await workloads.images()).toMatchObject({ answer: "unknown" });
    expect(await workloads.running()).toEqual({ why: "Cannot connect to the Docker daemon" });
  });

  it("run as workloads, each with every container", async () => {
    const line = (workload: string, state: string, role = "service") =>
      `echo '{"State":"${state}","Labels":"vector-platform.workload=${workload},vector-platform.role=${role}"}'`;
    docker.says(
      [line("api", "running"), line("api", "exited"), line("db", "running"), line("db", "created", "files")].join("\n"),
    );
    const looked = await of(container("api", "sha256:a")).running();
    expect(looked).toEqual({ found: { workloads: new Set(["db"]), running: 2, total: 3 } });
    expect(docker.asked[0]).toContain("label=vector-platform.stack=shop-dev");
  });
});
