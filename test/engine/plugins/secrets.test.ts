import { afterAll, beforeAll, expect, test } from "vitest";
import { Project, type Run } from "../support";
import { ensureTestImage, TEST_IMAGE } from "./docker";
import { type PluginHome, pluginHome } from "./home";

/** Each goes in by another door; none may come out in plain text. */
const PLANTED = {
  env: "planted-in-the-environment",
  upload: "planted-in-an-upload\nsecond-line-of-the-upload",
  label: "planted-in-a-label",
  stdin: "planted-in-stdin",
  command: "planted-in-a-command",
  trigger: "planted-in-a-trigger",
};
const TEXTS = Object.values(PLANTED).flatMap((text) => text.split("\n"));

const program = (broken: string): string => `
  const planted = Object.fromEntries(Object.entries(${JSON.stringify(PLANTED)}).map(([k, v]) => [k, pulumi.secret(v)]));
  const web = new docker.Container("web", {
    image: "${TEST_IMAGE}", command: ["sleep", "1000"], destroyGraceSeconds: 0,
    envs: [pulumi.interpolate\`PASSWORD=\${planted.env}\`],
    labels: [{ label: "note", value: planted.label }],
    uploads: [{ file: "/key", content: planted.upload }],
  });
  const say = new command.local.Command("say", {
    create: pulumi.interpolate\`echo \${planted.command}; cat; echo $FROM_ENV >&2; ${broken}\`,
    stdin: planted.stdin, environment: { FROM_ENV: planted.env }, triggers: [planted.trigger],
    delete: "echo bye",
  });
  exports.said = say.stdout; exports.envs = web.envs;`;

let home: PluginHome;
let project: Project;

beforeAll(async () => {
  await ensureTestImage();
  home = await pluginHome();
  project = await Project.create({ pluginHome: home.folder });
});
afterAll(async () => {
  await project.discard();
  await home.discard();
});

function leaksIn(text: string): string[] {
  return TEXTS.filter((secret) => text.includes(secret));
}

async function clean(run: Promise<Run>): Promise<Run> {
  const done = await run;
  expect(leaksIn(done.output)).toEqual([]);
  return done;
}

test("the search finds a secret where one is: it is not blind", async () => {
  await project.program(program("true"));
  expect(leaksIn(Object.values(PLANTED).join(" "))).toEqual(TEXTS);
});

test("no secret is printed by preview, update, refresh or a failing command", async () => {
  await clean(project.preview("--diff"));
  expect(await clean(project.up("--diff"))).toMatchObject({ ok: true });
  await clean(project.up("--diff", "--expect-no-changes"));
  await clean(project.refresh());
  await project.program(program("exit 3"));
  const failed = await clean(project.up());
  expect(failed).toMatchObject({ ok: false });
  expect(failed.output).toContain("exit status 3");
});

test("no secret lies in the state in plain text, and none is lost", async () => {
  expect(leaksIn(await project.exported())).toEqual([]);
  expect(leaksIn(await project.exported("--show-secrets")).sort()).toEqual([...TEXTS].sort());
  expect(String((await project.outputs()).said)).toContain(PLANTED.command);
});
