import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Project } from "../support";
import { type PluginHome, pluginHome } from "./home";

const life = (version: number, trigger: number): string => `
  const life = new command.local.Command("life", {
    create: "echo created | tee -a diary", update: 'echo "updated after $PULUMI_COMMAND_STDOUT" | tee -a diary',
    delete: 'echo "deleted after $PULUMI_COMMAND_STDOUT" >> diary',
    environment: { VERSION: "${version}" }, triggers: [${trigger}, { nested: ["kept"] }],
  });
  exports.said = life.stdout;`;

let home: PluginHome;
let project: Project;

const diary = async (): Promise<string[]> => (await readFile(join(project.folder, "diary"), "utf8")).trim().split("\n");

beforeAll(async () => {
  home = await pluginHome();
  project = await Project.create({ pluginHome: home.folder });
});
afterAll(async () => {
  await project.discard();
  await home.discard();
});

test("create runs once; a second run does nothing; a preview runs nothing", async () => {
  await project.program(life(1, 1));
  expect((await project.preview()).output).toMatch(/said: \[unknown\]/);
  await expect(diary()).rejects.toThrow("ENOENT");
  expect((await project.up()).ok).toBe(true);
  expect(await project.up("--expect-no-changes")).toMatchObject({ ok: true });
  expect(await diary()).toEqual(["created"]);
});

test("a changed input runs update, which sees what was printed before", async () => {
  await project.program(life(2, 1));
  expect((await project.up()).output).toContain("1 updated");
  expect((await diary()).at(-1)).toBe("updated after created");
  expect(await project.outputs()).toEqual({ said: "updated after created" });
});

test("a changed trigger replaces: create anew, then delete the old one", async () => {
  await project.program(life(2, 2));
  expect((await project.up()).output).toContain("1 replaced");
  expect((await diary()).slice(-2)).toEqual(["created", "deleted after updated after created"]);
});

test("delete runs at the end", async () => {
  expect((await project.destroy()).ok).toBe(true);
  expect((await diary()).at(-1)).toBe("deleted after created");
});

test("folder, interpreter, stdin and logging are as asked for", async () => {
  await project.program(`
    const node = new command.local.Command("node", { interpreter: ["node", "-e"], create: "console.log(process.cwd())", dir: "/" });
    const input = new command.local.Command("input", { create: "cat", stdin: "from stdin", logging: "none" });
    const loud = new command.local.Command("loud", { create: "echo heard; echo unheard >&2", logging: "stdout" });
    const error = new command.local.Command("error", { create: "echo two >&2; echo lines >&2", logging: "none" });
    exports.all = pulumi.all([node.stdout, input.stdout, loud.stderr, error.stderr]);`);
  const up = await project.up();
  expect(up.output).toContain("heard");
  expect(up.output).not.toMatch(/(?<!\[)\bunheard(?!")/);
  expect(await project.outputs()).toEqual({ all: ["/", "from stdin", "unheard", "two\nlines"] });
});

test("a command that fails is not recorded, and its words are in the error", async () => {
  await project.program(`new command.local.Command("bad", { create: "echo why it failed >&2; exit 7" });`);
  const up = await project.up();
  expect(up).toMatchObject({ ok: false });
  expect(up.output).toContain("exit status 7");
  expect(up.output).toContain("why it failed");
  expect(await project.resource("bad")).toBeUndefined();
});
