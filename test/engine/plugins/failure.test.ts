import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { Project } from "../support";
import { docker, ensureTestImage, exists, TEST_IMAGE } from "./docker";
import { type PluginHome, pluginHome } from "./home";

const three = (image: string): string => `
  const first = new docker.Volume("first", { name: "vp-engine-first" });
  const second = new docker.Container("second", {
    name: "vp-engine-second", image: "${image}", command: ["sleep", "1000"],
  }, { dependsOn: first });
  new docker.Volume("third", { name: "vp-engine-third" }, { dependsOn: second });`;

let home: PluginHome;
let project: Project;

beforeAll(async () => {
  await ensureTestImage();
  home = await pluginHome();
});
afterAll(() => home.discard());
beforeEach(async () => {
  project = await Project.create({ pluginHome: home.folder });
});
afterEach(() => project.discard());

test("a failure in the middle keeps what was made before it; the next run goes on from there", async () => {
  await project.program(three("127.0.0.1:9/vp-engine/nowhere:1"));
  const failed = await project.up();
  expect(failed).toMatchObject({ ok: false });
  expect(failed.output).toMatch(/Unable to create container with image/);
  expect(await project.resource("first")).toBeDefined();
  expect(await project.resource("second")).toBeUndefined();
  expect(await project.resource("third")).toBeUndefined();

  await project.program(three(TEST_IMAGE));
  const converged = await project.up();
  expect(converged.output).toContain("2 created");
  expect(await project.up("--expect-no-changes")).toMatchObject({ ok: true });
});

test("a container that was made but cannot start is recorded, so that nothing is orphaned", async () => {
  await project.program(`
    new docker.Container("web", { name: "vp-engine-unstartable", image: "${TEST_IMAGE}", command: ["no-such-program"] });`);
  const failed = await project.up();
  expect(failed).toMatchObject({ ok: false });
  expect(failed.output).toContain("Unable to start container");
  expect((await project.resource("web"))?.initErrors).toHaveLength(1);
  expect((await project.destroy()).ok).toBe(true);
  expect(await exists("vp-engine-unstartable")).toBe(false);
});

test("a container that does not become healthy fails the update in the given time", async () => {
  await project.program(`
    new docker.Container("web", {
      image: "${TEST_IMAGE}", command: ["sleep", "1000"], wait: true, waitTimeout: 2, destroyGraceSeconds: 0,
      healthcheck: { tests: ["CMD", "false"], interval: "1s" },
    });`);
  const failed = await project.up();
  expect(failed).toMatchObject({ ok: false });
  expect(failed.output).toContain("container failed to be in healthy state");
});

test("an engine that cannot be reached fails the preview, before anything is planned", async () => {
  await project.program(`
    const far = new docker.Provider("far", { host: "tcp://127.0.0.1:9" });
    new docker.Volume("vol", {}, { provider: far });`);
  const preview = await project.preview();
  expect(preview).toMatchObject({ ok: false });
  expect(preview.output).toMatch(/failed to connect to any docker daemon|Error pinging Docker server/);
});

test("a preview makes nothing and knows what only the engine can tell", async () => {
  await project.program(`
    const volume = new docker.Volume("vol", { name: "vp-engine-preview" });
    const web = new docker.Container("web", { name: "vp-engine-preview", image: "${TEST_IMAGE}", volumes: [{ volumeName: volume.name, containerPath: "/x" }] });
    exports.id = web.id; exports.mountpoint = volume.mountpoint; exports.name = web.name;`);
  const preview = await project.preview();
  expect(preview.output).toMatch(/id\s*: \[unknown\]/);
  expect(preview.output).toMatch(/mountpoint: \[unknown\]/);
  expect(preview.output).toMatch(/name\s*: "vp-engine-preview"/);
  expect(await exists("vp-engine-preview")).toBe(false);
  await expect(docker.getVolume("vp-engine-preview").inspect()).rejects.toThrow("no such volume");
});
