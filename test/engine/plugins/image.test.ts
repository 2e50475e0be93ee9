import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Project } from "../support";
import { docker, ensureTestImage, TEST_IMAGE } from "./docker";
import { type PluginHome, pluginHome } from "./home";

const BUILT = "vp-engine-built:1";
const EXTRA = "vp-engine-built:extra";

let home: PluginHome;
let project: Project;

beforeAll(async () => {
  await ensureTestImage();
  home = await pluginHome();
  project = await Project.create({ pluginHome: home.folder });
});
afterAll(async () => {
  await project.discard();
  for (const tag of [BUILT, EXTRA]) await docker.getImage(tag).remove({ force: true });
  await home.discard();
});

test("an image that is here is taken as it is, and kept on destroy when asked to", async () => {
  await project.program(`
    const image = new docker.RemoteImage("image", { name: "${TEST_IMAGE}", keepLocally: true });
    exports.id = image.imageId;`);
  expect((await project.up()).ok).toBe(true);
  expect(await project.outputs()).toEqual({ id: (await docker.getImage(TEST_IMAGE).inspect()).Id });
  expect(await project.up("--expect-no-changes")).toMatchObject({ ok: true });
  expect((await project.destroy()).ok).toBe(true);
  expect(await docker.getImage(TEST_IMAGE).inspect()).toBeDefined();
});

test("an image that is nowhere is an error that names it", async () => {
  await project.program(`new docker.RemoteImage("image", { name: "127.0.0.1:9/vp-engine/nowhere:1" });`);
  const up = await project.up();
  expect(up).toMatchObject({ ok: false });
  expect(up.output).toMatch(/unable to pull image 127\.0\.0\.1:9\/vp-engine\/nowhere:1/i);
  expect(await project.resource("image")).toBeUndefined();
});

const building = (trigger: string): string => `
  const image = new docker.RemoteImage("built", {
    name: "${BUILT}", keepLocally: true, triggers: { content: "${trigger}" },
    build: { context: "context", buildArgs: { COLOUR: "${trigger}" }, tags: ["${EXTRA}"], forceRemove: true },
  });
  exports.id = image.imageId;`;

test("an image is built from a folder beside the program, and again only when a trigger changes", async () => {
  const context = join(project.folder, "context");
  await mkdir(context);
  await writeFile(join(context, "Dockerfile"), `FROM ${TEST_IMAGE}\nARG COLOUR\nCOPY data /data\nENV COLOUR=$COLOUR\n`);
  await writeFile(join(context, "data"), "content");
  await project.program(building("red"));
  expect((await project.up()).ok).toBe(true);
  const red = await docker.getImage(BUILT).inspect();
  expect(red.Config.Env).toContain("COLOUR=red");
  expect((await docker.getImage(EXTRA).inspect()).Id).toBe(red.Id);
  expect(await project.up("--expect-no-changes")).toMatchObject({ ok: true });

  await project.program(building("green"));
  expect((await project.up()).output).toContain("1 replaced");
  const green = await docker.getImage(BUILT).inspect();
  expect(green.Config.Env).toContain("COLOUR=green");
  expect(await project.outputs()).toEqual({ id: green.Id });
});

test("a build that fails shows the step and what it said", async () => {
  await writeFile(join(project.folder, "context", "Dockerfile"), `FROM ${TEST_IMAGE}\nRUN echo it is broken; false\n`);
  await project.program(building("broken"));
  const up = await project.up();
  expect(up).toMatchObject({ ok: false });
  expect(up.output).toContain("it is broken");
  expect(up.output).toMatch(/returned a non-zero code: 1|did not complete successfully: exit code: 1/);
});
