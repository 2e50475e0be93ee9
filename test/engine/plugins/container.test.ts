import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Project } from "../support";
import { docker, ensureTestImage, exec, exists, TEST_IMAGE } from "./docker";
import { type PluginHome, pluginHome } from "./home";

const NAME = "vp-engine-container";

/** A container that only waits; `extra` are further arguments, as source text. */
const container = (extra = ""): string => `
  const web = new docker.Container("web", {
    name: "${NAME}", image: "${TEST_IMAGE}", command: ["sleep", "1000"], destroyGraceSeconds: 1,
    memory: 32, memorySwap: 32, ${extra}
  });
  exports.id = web.id;`;

let home: PluginHome;
let project: Project;

beforeAll(async () => {
  await ensureTestImage();
  home = await pluginHome();
});
afterAll(() => home.discard());

describe("a container", () => {
  beforeAll(async () => {
    project = await Project.create({ pluginHome: home.folder });
  });
  afterAll(() => project.discard());

  beforeEach(async () => {
    await project.program(container());
    const up = await project.up("--refresh");
    expect(up.output).toMatch(/unchanged|created|updated/);
  });

  test("is created, and a second run finds nothing to do", async () => {
    const { State, HostConfig } = await docker.getContainer(NAME).inspect();
    expect(State.Running).toBe(true);
    expect(HostConfig).toMatchObject({ Memory: 32 * 1024 * 1024, RestartPolicy: { Name: "no" } });
    expect(await project.up("--expect-no-changes")).toMatchObject({ ok: true });
    expect(await project.drift()).toMatchObject({ ok: true });
  });

  test("takes memory and restart policy while it lives", async () => {
    const before = (await docker.getContainer(NAME).inspect()).Id;
    await project.program(
      container(`restart: "unless-stopped",`).replace("memory: 32, memorySwap: 32", "memory: 48, memorySwap: 48"),
    );
    expect((await project.up()).output).toContain("1 updated");
    const { Id, HostConfig } = await docker.getContainer(NAME).inspect();
    expect(Id).toBe(before);
    expect(HostConfig).toMatchObject({ Memory: 48 * 1024 * 1024, RestartPolicy: { Name: "unless-stopped" } });
    expect(await project.up("--expect-no-changes")).toMatchObject({ ok: true });
  });

  test("is replaced for another environment: the old one goes first, they share a name", async () => {
    const before = (await docker.getContainer(NAME).inspect()).Id;
    await project.program(container(`envs: ["COLOUR=green"],`));
    const preview = await project.preview("--diff");
    expect(preview.output).toContain("1 to replace");
    expect((await project.up()).ok).toBe(true);
    expect((await docker.getContainer(NAME).inspect()).Id).not.toBe(before);
    expect(await exec(NAME, ["env"])).toContain("COLOUR=green");
    expect(await exists(before)).toBe(false);
  });

  test("that was stopped by hand shows as drift, and runs again after an update", async () => {
    await docker.getContainer(NAME).stop({ t: 0 });
    expect(await project.drift()).toMatchObject({ ok: false });
    expect((await project.up("--refresh")).output).toContain("1 updated");
    expect((await docker.getContainer(NAME).inspect()).State.Running).toBe(true);
    expect(await project.up("--expect-no-changes")).toMatchObject({ ok: true });
  });

  test("whose memory was changed by hand is set back", async () => {
    const MIB = 1024 * 1024;
    await docker.getContainer(NAME).update({ Memory: 16 * MIB, MemorySwap: 16 * MIB });
    expect(await project.drift()).toMatchObject({ ok: false });
    expect((await project.up("--refresh")).ok).toBe(true);
    expect((await docker.getContainer(NAME).inspect()).HostConfig.Memory).toBe(32 * MIB);
  });

  test("that was removed by hand: a change says so, a refresh sees it, the next update brings it back", async () => {
    await docker.getContainer(NAME).remove({ force: true });
    await project.program(container().replace("memory: 32, memorySwap: 32", "memory: 64, memorySwap: 64"));
    const blind = await project.up();
    expect(blind).toMatchObject({ ok: false });
    expect(blind.output).toContain("No such container");
    expect(await project.drift()).toMatchObject({ ok: false });
    expect((await project.up("--refresh")).output).toContain("1 created");
    expect((await docker.getContainer(NAME).inspect()).State.Running).toBe(true);
  });

  test("leaves nothing behind", async () => {
    expect((await project.destroy()).ok).toBe(true);
    expect(await exists(NAME)).toBe(false);
  });
});

describe("the parts of a container", () => {
  beforeAll(async () => {
    project = await Project.create({ pluginHome: home.folder });
    await project.program(`
      const network = new docker.Network("net", { internal: true, labels: [{ label: "role", value: "test" }] });
      const edge = new docker.Network("edge");
      const data = new docker.Volume("data");
      const parts = { image: "${TEST_IMAGE}", command: ["sleep", "1000"], mounts: [{ type: "volume", source: data.name, target: "/data" }] };
      const seed = new docker.Container("seed", {
        ...parts, start: false, mustRun: false,
        uploads: [
          { file: "/data/conf/key", content: pulumi.secret("a secret key"), owner: "999", group: "998", permissions: "0400" },
          { file: "/data/bin/run", contentBase64: Buffer.from("run").toString("base64"), executable: true },
        ],
      });
      const web = new docker.Container("web", {
        ...parts, name: "${NAME}-parts", user: "999:998", readOnly: true, cpus: "0.25", tmpfs: { "/tmp": "size=1m" },
        networksAdvanced: [{ name: network.name, aliases: ["web"] }, { name: edge.name }],
        ports: [{ internal: 80, external: 18473, ip: "127.0.0.1" }],
        securityOpts: ["no-new-privileges:true"], capabilities: { drops: ["ALL"] },
        logDriver: "json-file", logOpts: { "max-size": "1m" }, labels: [{ label: "role", value: "web" }],
        healthcheck: { tests: ["CMD", "true"], interval: "1s", timeout: "1s", retries: 2 }, wait: true, waitTimeout: 30,
      }, { dependsOn: seed });
      exports.network = network.name; exports.edge = edge.name; exports.volume = data.name; exports.web = web.name; exports.seed = seed.name;`);
  });
  afterAll(() => project.discard());

  test("are all as asked for, and stay so", async () => {
    expect((await project.up()).output).toContain("6 created");
    const outputs = await project.outputs();
    const web = await docker.getContainer(`${NAME}-parts`).inspect();
    expect(web.HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      NanoCpus: 250_000_000,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges:true"],
      LogConfig: { Type: "json-file", Config: { "max-size": "1m" } },
      PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "18473" }] },
    });
    expect(web.State.Health?.Status).toBe("healthy");
    expect(web.Config.Labels).toMatchObject({ role: "web" });
    expect(Object.keys(web.NetworkSettings.Networks).sort()).toEqual([outputs.network, outputs.edge].sort());
    expect(web.NetworkSettings.Networks[String(outputs.network)]?.Aliases).toContain("web");
    expect(await project.up("--expect-no-changes")).toMatchObject({ ok: true });
    expect(await project.drift()).toMatchObject({ ok: true });
  });

  test("names that nobody chose are the resource's, with a random end", async () => {
    const outputs = await project.outputs();
    expect(outputs.network).toMatch(/^net-[0-9a-f]{7}$/);
    expect(outputs.volume).toMatch(/^data-[0-9a-f]{7}$/);
    expect(outputs.seed).toMatch(/^seed-[0-9a-f]{7}$/);
  });

  test("files reach the volume of a container that never ran, with owner and permissions", async () => {
    const about = await exec(`${NAME}-parts`, ["stat", "-c", "%u:%g %a", "/data/conf/key", "/data/bin/run"]);
    expect(about.split(/\r?\n/)).toEqual(["999:998 400", "0:0 744"]);
    expect(await exec(`${NAME}-parts`, ["cat", "/data/conf/key"])).toBe("a secret key");
  });
});
