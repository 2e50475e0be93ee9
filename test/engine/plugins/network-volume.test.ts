import { afterAll, beforeAll, expect, test } from "vitest";
import { Project } from "../support";
import { docker } from "./docker";
import { type PluginHome, pluginHome } from "./home";

const program = (label: string): string => `
  const network = new docker.Network("net", {
    name: "vp-engine-net", internal: true, labels: [{ label: "colour", value: "${label}" }],
    ipamConfigs: [{ subnet: "10.213.7.0/24" }],
  });
  const volume = new docker.Volume("vol", { name: "vp-engine-vol", labels: [{ label: "colour", value: "${label}" }] });
  exports.mountpoint = volume.mountpoint;`;

let home: PluginHome;
let project: Project;

beforeAll(async () => {
  home = await pluginHome();
  project = await Project.create({ pluginHome: home.folder });
});
afterAll(async () => {
  await project.discard();
  await home.discard();
});

test("a network and a volume are created once", async () => {
  await project.program(program("red"));
  expect((await project.up()).output).toContain("3 created");
  expect(await docker.getNetwork("vp-engine-net").inspect()).toMatchObject({
    Internal: true,
    Labels: { colour: "red" },
    IPAM: { Config: [{ Subnet: "10.213.7.0/24" }] },
  });
  const volume = await docker.getVolume("vp-engine-vol").inspect();
  expect(await project.outputs()).toEqual({ mountpoint: volume.Mountpoint });
  expect(await project.up("--expect-no-changes")).toMatchObject({ ok: true });
});

test("what was removed by hand is drift, and comes back", async () => {
  await docker.getNetwork("vp-engine-net").remove();
  await docker.getVolume("vp-engine-vol").remove();
  const drift = await project.drift();
  expect(drift).toMatchObject({ ok: false });
  expect(drift.output).toContain("2 to delete");
  expect((await project.up("--refresh")).output).toContain("2 created");
  expect(await project.drift()).toMatchObject({ ok: true });
});

test("neither can change while it lives: another label replaces them", async () => {
  await project.program(program("blue"));
  expect((await project.up()).output).toContain("2 replaced");
  expect((await docker.getNetwork("vp-engine-net").inspect()).Labels).toEqual({ colour: "blue" });
  expect((await docker.getVolume("vp-engine-vol").inspect()).Labels).toEqual({ colour: "blue" });
});

test("both are gone after a destroy", async () => {
  expect((await project.destroy()).ok).toBe(true);
  await expect(docker.getNetwork("vp-engine-net").inspect()).rejects.toThrow("no such network");
  await expect(docker.getVolume("vp-engine-vol").inspect()).rejects.toThrow("no such volume");
});
