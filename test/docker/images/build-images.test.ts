import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BASE_REFERENCE } from "../../../toolchain/images/base";
import { buildImages } from "../../../toolchain/images/build-images";
import { inputsHash } from "../../../toolchain/images/context";
import { parseAptSettings, parseSources, sourcesList } from "../../../toolchain/images/debian";
import { fetched } from "../../../toolchain/images/fetch";
import { IMAGE_NAMES, type ImageName } from "../../../toolchain/images/recipes";
import { docker, image } from "./container";

const DOCKER_HOST = process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock";
const PATH = process.env.PATH;
let workDir: string;

beforeEach(async () => {
  workDir = await mkdtemp(path.join(tmpdir(), "images-test-"));
});
afterEach(async () => {
  process.env.PATH = PATH;
  await rm(workDir, { recursive: true });
});

async function nameOf(name: ImageName): Promise<string> {
  return `vector-platform/${name}:local-${(await inputsHash(name)).slice(0, 8)}`;
}

/** A client in front of the real one on PATH: it notes what it is asked, and makes nothing. */
async function fakeDocker(engine: { present: string[]; fails: string }): Promise<{ calls(): Promise<string[]> }> {
  const folder = path.join(workDir, "docker");
  const log = path.join(folder, "calls");
  await mkdir(folder);
  const script = [
    "#!/bin/sh",
    `echo "$*" >> ${log}`,
    `case "$*" in`,
    `  "image ls"*) printf '%s\\n' ${engine.present.join(" ")} ;;`,
    `  build*${engine.fails}*) echo "no space left" >&2; exit 1 ;;`,
    "esac",
  ];
  await writeFile(path.join(folder, "docker"), script.join("\n"), { mode: 0o755 });
  process.env.PATH = `${folder}:${PATH}`;
  return { calls: async () => (await readFile(log, "utf8")).trim().split("\n") };
}

describe("buildImages", () => {
  it("makes nothing a second time, and takes under a second to see it", async () => {
    for (const name of IMAGE_NAMES) await image(name);
    const lines: string[] = [];
    const started = performance.now();
    const references = await buildImages({ dockerHost: DOCKER_HOST, workDir, log: (line) => lines.push(line) });
    expect(performance.now() - started).toBeLessThan(1000);
    expect(lines).toEqual([]);
    expect(Object.keys(references)).toEqual([...IMAGE_NAMES]);
  });

  it("names an image after everything that went into it, and labels it so", async () => {
    const inputs = await inputsHash("redis");
    const reference = await image("redis");
    expect(reference).toBe(`vector-platform/redis:local-${inputs.slice(0, 8)}`);
    const { Config } = await docker.getImage(reference).inspect();
    expect(Config.Labels).toEqual({ "vector-platform.inputs": inputs });
  });

  it("makes only what is missing, names it in the same step, and goes on past a failure to report it", async () => {
    const [redis, haproxy, node] = await Promise.all((["redis", "haproxy", "node-exporter"] as const).map(nameOf));
    const client = await fakeDocker({ present: [BASE_REFERENCE, `${redis}`], fails: `${haproxy}` });
    const lines: string[] = [];
    const building = buildImages({
      dockerHost: "unix:///fake.sock",
      workDir,
      log: (line) => lines.push(line),
      only: ["redis", "haproxy", "node-exporter"],
    });
    await expect(building).rejects.toThrow(/^1 local image\(s\) could not be made:\n- haproxy: [\s\S]*no space left/);
    const calls = await client.calls();
    expect(calls.filter((call) => call.startsWith("build")).map((call) => call.match(/--tag (\S+)/)?.[1])).toEqual(
      expect.arrayContaining([haproxy, node]),
    );
    expect(calls.some((call) => call.includes(`${redis}`))).toBe(false);
    expect(lines).toEqual([expect.stringContaining(`node-exporter: built ${node}`)]);
    expect(await readdir(workDir)).toEqual(["docker"]);
  });

  it("says which engine does not answer", async () => {
    const building = buildImages({ dockerHost: "unix:///nowhere.sock", workDir, log: () => {} });
    await expect(building).rejects.toThrow("nowhere.sock");
  });
});

describe("what is fetched", () => {
  it("is not used when it is not what was pinned, and nothing stays behind", async () => {
    const fetching = fetched(
      { kind: "npm", package: "is-number", version: "7.0.0", integrity: "sha512-other", file: "index.js", into: "x" },
      workDir,
      workDir,
    );
    await expect(fetching).rejects.toThrow("expected sha512-other");
    expect(await readdir(path.join(workDir, "fetched"))).toEqual([]);
  });
});

describe("the machine's apt settings", () => {
  it("give Debian's own mirrors of our release, main archive first, and nobody else's", () => {
    const listed = [
      "https://mirror.example/debian-security/ bookworm-security main",
      "https://mirror.example/debian/ bookworm main",
      "https://mirror.example/debian/ bookworm contrib",
      "https://vendor.example/apt nodistro main",
      "https://mirror.example/debian/ trixie main",
    ].join("\n");
    expect(sourcesList(parseSources(listed))).toBe(
      "deb https://mirror.example/debian/ bookworm main\n" +
        "deb https://mirror.example/debian-security/ bookworm-security main\n",
    );
    expect(parseSources("")).toEqual([]);
  });

  it("travel as far as a build needs them to reach a mirror", () => {
    const dump = [
      'Acquire::http::Proxy "http://proxy.example:3128";',
      'Acquire::https "";',
      'Acquire::Check-Valid-Until "false";',
      'Acquire::cdrom::mount "/media/cdrom/";',
    ].join("\n");
    expect(parseAptSettings(dump)).toBe(
      'Acquire::http::Proxy "http://proxy.example:3128";\nAcquire::Check-Valid-Until "false";\n',
    );
  });
});
