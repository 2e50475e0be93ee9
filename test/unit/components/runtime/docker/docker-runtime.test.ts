import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { DockerRuntime } from "../../../../../components/runtime/docker";
import type { Workload } from "../../../../../components/workload";
import { type Mode, named, ofType, recorded } from "../../../support/recorded";

const VOLUME = "docker:index/volume:Volume";
const GATE = "command:local:Command";

const workload: Workload = {
  name: "app",
  image: { reference: "app:1" },
  command: ["serve"],
  env: { PORT: "80" },
  ports: [{ name: "http", number: 80 }],
  health: { ready: { kind: "exec", command: ["true"] }, startWithinSeconds: 30 },
  resources: { cpu: 0.5, memoryMiB: 64 },
  user: 1000,
};

function run(mode: Mode, spec: Workload, args: { host?: string } = {}) {
  return recorded(mode, () => {
    const health = { intervalSeconds: 30, timeoutSeconds: 10, retries: 3 };
    const runtime = new DockerRuntime("runtime", { prefix: "vp-test", health, ...args });
    const parent = new pulumi.ComponentResource("test:index:Component", "parent");
    expect(runtime.run(spec, parent)).toEqual({ host: "app" });
  });
}

describe.each(["preview", "update"] as const)("DockerRuntime in %s", (mode) => {
  it("gives every container its limits and takes every right away", async () => {
    const { inputs } = named(await run(mode, workload), "app");
    expect(inputs).toMatchObject({
      name: "vp-test-app",
      user: "1000:1000",
      readOnly: true,
      capabilities: { drops: ["ALL"] },
      securityOpts: ["no-new-privileges:true"],
      memory: 64,
      memorySwap: 64,
      cpus: "0.5",
      cpuShares: 512,
      restart: "unless-stopped",
      logOpts: { "max-size": "10m", "max-file": "3" },
      command: ["serve"],
      envs: ["PORT=80"],
    });
    expect(inputs.privileged).toBeUndefined();
    expect(inputs.ports).toEqual([]);
  });

  it("lets a workload use idle cores up to its burst, and guarantees its share", async () => {
    const resources = { cpu: 0.1, burstCpu: 2, memoryMiB: 64 };
    const { inputs } = named(await run(mode, { ...workload, resources }), "app");
    expect([inputs.cpus, inputs.cpuShares]).toEqual(["2.0", 102]);
  });

  it("keeps a workload on the inner network unless it publishes a port or calls out", async () => {
    const networks = async (spec: Workload) =>
      (named(await run(mode, spec), "app").inputs.networksAdvanced as { aliases: string[] }[]).length;
    expect(await networks(workload)).toBe(1);
    expect(await networks({ ...workload, egress: true })).toBe(2);
    const publish = { address: "127.0.0.1", port: 8080, audience: "users" as const };
    expect(await networks({ ...workload, ports: [{ name: "http", number: 80, publish }] })).toBe(2);
  });

  it("publishes a port at the named address only", async () => {
    const ports = [
      { name: "http", number: 80, publish: { address: "127.0.0.1", port: 8080, audience: "users" as const } },
    ];
    const { inputs } = named(await run(mode, { ...workload, ports }), "app");
    expect(inputs.ports).toEqual([{ internal: 80, external: 8080, ip: "127.0.0.1", protocol: "tcp" }]);
  });

  it("hands secrets over as files that others cannot read, and nowhere else", async () => {
    const secrets = [{ path: "/run/secrets/key", content: pulumi.secret("planted"), onChange: "restart" as const }];
    const resources = await run(mode, { ...workload, secrets });
    const files = named(resources, "app-files-restart");
    expect(files.inputs.uploads).toEqual([{ file: "/run/secrets/key", content: "planted", permissions: "0440" }]);
    expect(named(resources, "app").inputs.groupAdds).toEqual(["0"]);
    expect(files.secretInputs).toEqual(["uploads"]);
    expect(files.inputs.start).toBe(false);
    const others = resources.filter((resource) => resource !== files);
    expect(JSON.stringify(others)).not.toContain("planted");
  });

  it("mounts one read-only volume for each directory of files", async () => {
    const files = [
      { path: "/etc/app/a.conf", content: "a", onChange: "restart" as const },
      { path: "/etc/app/b.conf", content: "b", onChange: "reload" as const },
      { path: "/run/secrets/key", content: "c", onChange: "restart" as const },
    ];
    const resources = await run(mode, { ...workload, files });
    expect(ofType(resources, VOLUME)).toHaveLength(2);
    const mounts = named(resources, "app").inputs.mounts as { target: string; readOnly: boolean }[];
    expect(mounts.map(({ target, readOnly }) => [target, readOnly])).toEqual([
      ["/etc/app", true],
      ["/run/secrets", true],
    ]);
  });

  it("runs each replica behind a gate, and the next one only after it", async () => {
    const resources = await run(mode, { ...workload, replicas: 3 });
    expect(ofType(resources, GATE).map((gate) => gate.name)).toEqual(["app-ready", "app-2-ready", "app-3-ready"]);
    const second = named(resources, "app-2");
    expect(second.inputs.name).toBe("vp-test-app-2");
    expect(second.dependencies.some((urn) => urn.endsWith("::app-ready"))).toBe(true);
  });

  it("gives each replica its own data, protected where the workload says so", async () => {
    const volumes = (kept: boolean) => [{ name: "data", path: "/data", sizeGiB: 1, protected: kept }];
    const open = ofType(await run(mode, { ...workload, volumes: volumes(false), replicas: 2 }), VOLUME);
    expect(open.map((volume) => [volume.inputs.name, volume.protect, volume.retainOnDelete])).toEqual([
      ["vp-test-app-data", false, false],
      ["vp-test-app-2-data", false, false],
    ]);
    const kept = ofType(await run(mode, { ...workload, volumes: volumes(true) }), VOLUME);
    expect(kept.map((volume) => [volume.protect, volume.retainOnDelete])).toEqual([[true, true]]);
  });

  it("builds an image where there is a context for it", async () => {
    const image = { reference: "app:2", build: { context: "services/app", fingerprint: "f", args: { VERSION: "2" } } };
    const { inputs } = named(await run(mode, { ...workload, image }), "app-image");
    expect(inputs).toMatchObject({
      name: "app:2",
      keepLocally: true,
      build: { context: "services/app", tags: ["app:2"], buildArgs: { VERSION: "2" } },
      triggers: { fingerprint: "f" },
    });
  });

  it("talks to the engine that is named, with provider and gate alike", async () => {
    const resources = await run(mode, workload, { host: "ssh://me@host" });
    const { inputs } = named(resources, "runtime-engine");
    expect([inputs.host, inputs.sshOpts]).toEqual(["ssh://me@host", '["-o","ConnectTimeout=10"]']);
    expect(named(resources, "app-ready").inputs.environment).toMatchObject({ DOCKER_HOST: "ssh://me@host" });
  });
});

describe("DockerRuntime in update", () => {
  it("replaces the container with its restart files, and only reloads it for the others", async () => {
    const files = [
      { path: "/etc/app/a.conf", content: "a", onChange: "restart" as const },
      { path: "/etc/app/b.conf", content: "b", onChange: "reload" as const },
    ];
    const resources = await run("update", { ...workload, files, reload: { signal: "SIGHUP" } });
    const labels = named(resources, "app").inputs.labels;
    expect(labels).toContainEqual({ label: "vector-platform.files", value: "app-files-restart-id" });
    expect(JSON.stringify(labels)).not.toContain("app-files-reload-id");
    const gate = named(resources, "app-ready");
    expect(gate.inputs.environment).toMatchObject({ RELOADED_FILES: "app-files-reload-id" });
    expect(gate.inputs.triggers).toEqual(["app-id"]);
  });
});
