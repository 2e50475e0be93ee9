import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Project } from "../support";
import { docker } from "./docker";
import { type PluginHome, pluginHome } from "./home";
import { freePort, type Sshd, startSshd } from "./sshd";

let home: PluginHome;
let sshd: Sshd;
let project: Project;

beforeAll(async () => {
  home = await pluginHome();
  sshd = await startSshd();
  project = await Project.create({ pluginHome: home.folder });
});
afterAll(async () => {
  await project.discard();
  await sshd.stop();
  await home.discard();
});

/** The connection as source text; `extra` adds or overrides. */
function connection(extra: Record<string, unknown> = {}): string {
  const { port, user, privateKey } = sshd;
  return JSON.stringify({ host: "127.0.0.1", port, user, privateKey, dialErrorLimit: 1, ...extra });
}

describe("a command on another machine", () => {
  const life = (greeting: string): string => `
    const life = new command.remote.Command("life", {
      connection: ${connection({ hostKey: sshd.hostKey })},
      create: "echo $GREETING; cat; echo created >> ${sshd.folder}/diary",
      update: "echo updated after $PULUMI_COMMAND_STDOUT >> ${sshd.folder}/diary; echo $GREETING",
      delete: "echo deleted >> ${sshd.folder}/diary",
      environment: { GREETING: "${greeting}" }, stdin: "from stdin", triggers: [1],
    });
    exports.said = life.stdout;`;
  const diary = async (): Promise<string[]> => (await readFile(join(sshd.folder, "diary"), "utf8")).trim().split("\n");

  test("is created, and a second run does nothing", async () => {
    await project.program(life("hello"));
    expect(await project.up()).toMatchObject({ ok: true });
    expect(await project.outputs()).toEqual({ said: "hello\nfrom stdin" });
    expect(await project.up("--expect-no-changes")).toMatchObject({ ok: true });
    expect(await diary()).toEqual(["created"]);
  });

  test("is updated in place, and deleted", async () => {
    await project.program(life("again"));
    expect((await project.up()).output).toContain("1 updated");
    expect((await diary()).at(-1)).toBe("updated after hello from stdin");
    expect((await project.destroy()).ok).toBe(true);
    expect((await diary()).at(-1)).toBe("deleted");
  });

  test("that fails shows its status and its words, never the key", async () => {
    await project.program(`
      new command.remote.Command("bad", { connection: ${connection()}, create: "echo why it failed >&2; exit 9" });`);
    const up = await project.up();
    expect(up).toMatchObject({ ok: false });
    expect(up.output).toContain("exited with status 9");
    expect(up.output).toContain("why it failed");
    expect(up.output).not.toContain(sshd.privateKey.split("\n")[2]);
    expect(await project.exported()).not.toContain(sshd.privateKey.split("\n")[2]);
  });

  test("is refused by a machine that shows another host key", async () => {
    const other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
    await project.program(`
      new command.remote.Command("cautious", { connection: ${connection({ hostKey: other })}, create: "true" });`);
    const up = await project.up();
    expect(up).toMatchObject({ ok: false });
    expect(up.output).toMatch(/host denied|host key mismatch/i);
  });

  test("gives up on a machine that is not there, after the tries it was given", async () => {
    const port = await freePort();
    await project.program(`
      new command.remote.Command("nobody", { connection: ${connection({ port })}, create: "true" });`);
    const up = await project.up();
    expect(up).toMatchObject({ ok: false });
    expect(up.output).toMatch(/refused/i);
  });

  test("reaches a machine behind another one", async () => {
    await project.program(`
      const far = new command.remote.Command("far", { connection: ${connection({ proxy: JSON.parse(connection()) })}, create: "echo through" });
      exports.said = far.stdout;`);
    expect(await project.up()).toMatchObject({ ok: true });
    expect(await project.outputs()).toEqual({ said: "through" });
  });
});

describe("a copy to another machine", () => {
  test("takes files, folders and texts, follows their content, and leaves them there on destroy", async () => {
    const source = join(project.folder, "source");
    await mkdir(join(source, "inner"), { recursive: true });
    await writeFile(join(source, "inner", "file"), "one");
    const target = join(sshd.folder, "target");
    await mkdir(target);
    await project.program(`
      const to = { connection: ${connection()} };
      new command.remote.CopyToRemote("folder", { ...to, source: new pulumi.asset.FileArchive("source"), remotePath: "${target}" });
      new command.remote.CopyToRemote("content", { ...to, source: new pulumi.asset.FileArchive("source/"), remotePath: "${target}/content" });
      new command.remote.CopyToRemote("file", { ...to, source: new pulumi.asset.FileAsset("source/inner/file"), remotePath: "${target}/renamed" });
      new command.remote.CopyToRemote("text", { ...to, source: new pulumi.asset.StringAsset("a text"), remotePath: "${target}/text" });`);
    const there = (path: string): Promise<string> => readFile(join(target, path), "utf8");
    expect(await project.up()).toMatchObject({ ok: true });
    expect(await there("source/inner/file")).toBe("one");
    expect(await there("content/inner/file")).toBe("one");
    expect(await there("renamed")).toBe("one");
    expect(await there("text")).toBe("a text");
    expect(await project.up("--expect-no-changes")).toMatchObject({ ok: true });

    await writeFile(join(source, "inner", "file"), "two");
    expect((await project.up()).output).toContain("3 updated");
    expect(await there("renamed")).toBe("two");
    expect((await project.destroy()).ok).toBe(true);
    expect(await there("renamed")).toBe("two");
  });
});

test("the docker engine of another machine is reached over ssh", async () => {
  const options = ["-i", sshd.privateKeyFile, "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"];
  await project.program(`
    const far = new docker.Provider("far", { host: "ssh://${sshd.user}@127.0.0.1:${sshd.port}", sshOpts: ${JSON.stringify(options)} });
    const volumes = [1, 2, 3, 4, 5, 6].map((n) => new docker.Volume("vol" + n, { name: "vp-engine-far-" + n }, { provider: far }));
    exports.names = pulumi.all(volumes.map((volume) => volume.name));`);
  expect(await project.up()).toMatchObject({ ok: true });
  expect(await docker.getVolume("vp-engine-far-6").inspect()).toMatchObject({ Name: "vp-engine-far-6" });
  expect(await project.drift()).toMatchObject({ ok: true });
  expect((await project.destroy()).ok).toBe(true);
  await expect(docker.getVolume("vp-engine-far-6").inspect()).rejects.toThrow("no such volume");
});
