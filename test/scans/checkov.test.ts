import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkov, type Framework, type Scan, scan } from "./checkov";
import { renderedStack, STACKS } from "./stacks";

const PROJECT = resolve(__dirname, "../..");
/** What holds a Dockerfile of ours. */
const IMAGE_FOLDERS = ["services/api", "toolchain/images"];

let work: string;
let count = 0;

/** The first run installs the scanner from a registry, on a machine that may be busy with other things. */
const INSTALLED_WITHIN_MS = 20 * 60_000;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "vp-scans-"));
  await checkov();
}, INSTALLED_WITHIN_MS);
afterAll(() => rm(work, { recursive: true, force: true }));

/** Prints what was judged: a scan that judged nothing must never look like one that found nothing. */
async function scanned(folder: string, ...frameworks: readonly Framework[]): Promise<Scan> {
  const reports = join(work, `report-${++count}`);
  await mkdir(reports);
  const result = await scan(frameworks, folder, reports);
  const { passed, failed, skipped } = result;
  const what = `${frameworks.join(", ")} of ${relative(work, folder)}`;
  console.log(`checkov, ${what}: ${passed} checks passed, ${failed.length} failed, ${skipped} skipped`);
  return result;
}

const CLEAN = { failed: [], skipped: 0, unread: 0 };

describe("the manifests of every stack", () => {
  const folder = () => join(work, "stacks");
  const files: string[] = [];
  beforeAll(async () => {
    for (const stack of STACKS) files.push(...(await renderedStack(stack, join(folder(), stack))));
  });

  test("pass every check of Kubernetes, and each workload was judged", async () => {
    const result = await scanned(folder(), "kubernetes");
    expect(result).toMatchObject(CLEAN);
    expect(result.passed).toBeGreaterThan(1000 * STACKS.length);
    const workloads = files
      .map((file) => `/${relative(folder(), file)}`)
      .filter((file) => /(deployment|statefulset)-/.test(file));
    expect(workloads.length).toBeGreaterThan(10 * STACKS.length);
    expect(result.files).toEqual(expect.arrayContaining(workloads));
  });

  test("hold no secret but the one that is planted among them", async () => {
    // This scan counts nothing that it passes, so only a finding tells that it looked.
    await writeFile(join(folder(), "planted.yaml"), `aws_access_key_id: ${PLANTED_KEY}\n`);
    const { failed, skipped } = await scanned(folder(), "secrets");
    expect(failed).toEqual([expect.stringMatching(/^CKV_SECRET_2 .* in \/planted\.yaml$/)]);
    expect(skipped).toBe(0);
  });
});

/** Put together here, so that nobody's scanner takes this file for a leak. */
const PLANTED_KEY = ["AKIA", "Z7QK3XW2MPLR5TVB"].join("");

describe("our Dockerfiles", () => {
  test("pass every check, each of them", async () => {
    const folder = join(work, "images");
    const dockerfiles = await copiedDockerfiles(folder);
    expect(dockerfiles.length).toBeGreaterThanOrEqual(12);
    const result = await scanned(folder, "dockerfile");
    expect(result).toMatchObject(CLEAN);
    expect(result.files).toEqual(dockerfiles);
    expect(result.passed).toBeGreaterThan(10 * dockerfiles.length);
  });
});

/** The scanner reads a folder; only what it has to judge is put into one. */
async function copiedDockerfiles(folder: string): Promise<string[]> {
  const found = await Promise.all(
    IMAGE_FOLDERS.map(async (below) => {
      const names = await readdir(join(PROJECT, below), { recursive: true });
      return names
        .filter((name) => name.split("/").pop() === "Dockerfile" && !name.includes("node_modules"))
        .map((name) => join(below, name));
    }),
  );
  for (const path of found.flat()) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await copyFile(join(PROJECT, path), join(folder, path));
  }
  return found
    .flat()
    .map((path) => `/${path}`)
    .sort();
}

describe("a scan", () => {
  test("finds what was planted: a privileged pod, an image without a version or a health check", async () => {
    const folder = join(work, "planted");
    await mkdir(folder);
    await writeFile(join(folder, "pod.yaml"), PRIVILEGED_POD);
    await writeFile(join(folder, "Dockerfile"), "FROM debian\nCMD true\n");
    const { failed } = await scanned(folder, "kubernetes", "dockerfile");
    const ids = failed.map((line) => line.split(" ")[0]);
    expect(ids).toEqual(expect.arrayContaining(["CKV_K8S_16", "CKV_DOCKER_2", "CKV_DOCKER_7"]));
  });
});

const PRIVILEGED_POD = JSON.stringify({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "bad" },
  spec: { containers: [{ name: "bad", image: "bad", securityContext: { privileged: true } }] },
});
