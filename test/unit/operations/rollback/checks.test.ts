import { describe, expect, it } from "vitest";
import { KIND, MARK } from "../../../../operations/checkpoint/values";
import { judgeAssets, wantedAssets } from "../../../../operations/rollback/checks/assets";
import { judgeContainerImages, wantedImages } from "../../../../operations/rollback/checks/images";
import { judgeMigrations, migrationsOf } from "../../../../operations/rollback/checks/migrations";
import { judgePlugins, wantedPlugins } from "../../../../operations/rollback/checks/plugins";
import { judgeHooks, judgeLock, judgeProtected } from "../../../../operations/rollback/checks/protected";
import { judgeStorage, storedBy } from "../../../../operations/rollback/checks/storage";
import { resource } from "../checkpoint/support";

const image = (name: string, reference: string, id: string) =>
  resource(`${name}-image`, {
    type: "docker:index/remoteImage:RemoteImage",
    inputs: { name: reference },
    outputs: { imageId: id },
  });
const container = (name: string, id: string) =>
  resource(name, { type: "docker:index/container:Container", inputs: { image: id } });

describe("images", () => {
  const wanted = wantedImages([
    image("api", "api:1", "sha256:a"),
    container("api", "sha256:a"),
    container("x", "sha256:b"),
  ]);
  const all = new Map([
    ["sha256:a", "sha256:a"],
    ["sha256:b", "sha256:b"],
    ["api:1", "sha256:a"],
  ]);

  it("are those that containers run, once each", () => {
    expect(wanted).toEqual([{ id: "sha256:a", reference: "api:1" }, { id: "sha256:b" }]);
  });

  it("are there", () => {
    expect(judgeContainerImages(wanted, all).answer).toBe("yes");
    expect(judgeContainerImages([], undefined).answer).toBe("yes");
  });

  it("are gone, unless a registry gives the same one again", () => {
    const without = new Map([...all].filter(([name]) => name !== "sha256:a"));
    expect(judgeContainerImages(wanted, without)).toMatchObject({
      answer: "no",
      says: expect.stringContaining("api:1"),
    });
    const pinned = [{ id: "sha256:a", reference: "api@sha256:0123" }];
    expect(judgeContainerImages(pinned, new Map()).answer).toBe("yes");
  });

  it("were built again under the same name", () => {
    const moved = new Map([...all, ["api:1", "sha256:other"]]) as Map<string, string>;
    expect(judgeContainerImages(wanted, moved)).toMatchObject({ answer: "no", remedy: "docker tag sha256:a api:1" });
  });

  it("cannot be looked at", () => {
    expect(judgeContainerImages(wanted, undefined, "no daemon")).toMatchObject({ answer: "unknown" });
  });
});

describe("assets", () => {
  const file = { [MARK]: KIND.asset, path: "a.txt", hash: "h" };
  const wanted = wantedAssets([
    resource("a", { inputs: { list: [file], text: { [MARK]: KIND.asset, text: "in the checkpoint" } } }),
  ]);

  it("are the files outside the checkpoint", () => {
    expect(wanted).toMatchObject([{ kind: "asset", path: "a.txt", hash: "h" }]);
  });

  it.each([
    ["yes", { there: true, hash: "h" }],
    ["no", { there: true, hash: "other" }],
    ["no", { there: false }],
  ] as const)("answer %s for %o", (answer, fact) => {
    expect(judgeAssets(wanted, () => fact).answer).toBe(answer);
  });

  it("behind an address are not looked at, and said so", () => {
    const far = wantedAssets([resource("a", { inputs: { x: { [MARK]: KIND.archive, uri: "https://x/y.zip" } } })]);
    expect(judgeAssets(far, () => ({ there: false })).answer).toBe("warning");
  });
});

describe("plugins", () => {
  const provider = (name: string, version?: string) =>
    resource(`default-${name}`, { type: `pulumi:providers:${name}`, inputs: version ? { version } : {} });
  const wanted = wantedPlugins([
    provider("docker", "5.2.0"),
    provider("docker", "5.2.0"),
    provider("pulumi"),
    provider("own"),
  ]);

  it("are the versions that were recorded, without the engine's own", () => {
    expect(wanted).toEqual([{ name: "docker", version: "5.2.0" }, { name: "own" }]);
  });

  it("are installed, or brought by the project", () => {
    expect(judgePlugins(wanted, [{ name: "docker", version: "5.2.0" }], ["own"]).answer).toBe("yes");
  });

  it("are missing in that version, with the command that installs it", () => {
    const verdict = judgePlugins(wanted, [{ name: "docker", version: "5.3.0" }], ["own"]);
    expect(verdict).toMatchObject({ answer: "no", remedy: "pulumi plugin install resource docker 5.2.0" });
    expect(judgePlugins(wanted, undefined, []).answer).toBe("unknown");
  });
});

describe("storage", () => {
  const at = (reference: string) =>
    storedBy([image("qdrant", reference, "sha256:q"), image("api", "api:1", "sha256:a")]);
  const judged = (then: string, now: string) => judgeStorage(at(then), at(now));

  it("concerns the services whose data outlives them", () => {
    expect(at("qdrant/qdrant:v1.19.0")).toEqual([{ workload: "qdrant", image: "qdrant/qdrant:v1.19.0" }]);
    const set = { metadata: { name: "qdrant" }, spec: { template: { spec: { containers: [{ image: "q:v1.2.0" }] } } } };
    expect(storedBy([resource("s", { type: "kubernetes:apps/v1:StatefulSet", inputs: set })])).toHaveLength(1);
  });

  it.each([
    ["yes", "q:v1.19.0-unprivileged", "q:v1.19.2-unprivileged"],
    ["yes", "q:v1.20.0", "q:v1.19.0"],
    ["no", "q:v1.21.0", "q:v1.19.0"],
    ["no", "q:v1.18.0", "q:v1.19.0"],
    ["no", "q:v2.0.0", "q:v1.19.0"],
    ["yes", "q:local-1", "q:local-1"],
    ["unknown", "q:local-1", "q:local-2"],
    ["unknown", "q@sha256:0", "q:v1.19.0"],
  ])("answers %s for %s where %s has written", (answer, then, now) => {
    expect(judged(then, now).answer).toBe(answer);
  });

  it("of Postgres is bound to its major version", () => {
    const of = (reference: string) => storedBy([image("postgres", reference, "sha256:p")]);
    expect(judgeStorage(of("postgres:18.1"), of("postgres:18.4")).answer).toBe("yes");
    expect(judgeStorage(of("postgres:17.9"), of("postgres:18.4")).answer).toBe("no");
  });
});

describe("migrations", () => {
  const one = { id: "1", compatible: true, reversible: false };
  const two = { id: "2", compatible: false, reversible: true };
  const three = { id: "3", compatible: false, reversible: false };

  it.each([
    ["yes", [one], [one]],
    ["warning", [], [one]],
    ["no", [one], [one, two]],
    ["no", [one], [one, two, three]],
  ] as const)("answer %s between %o and %o", (answer, then, now) => {
    expect(judgeMigrations([...then], [...now]).answer).toBe(answer);
  });

  it("ask for the backup where there is no way back", () => {
    expect(judgeMigrations([], [three]).remedy).toContain("restore the backup");
    expect(judgeMigrations([], [two]).remedy).toBe("take them back first");
  });

  it("are read from the stack's outputs; another form is no answer", () => {
    expect(migrationsOf({})).toEqual([]);
    expect(migrationsOf({ migrations: [{ id: "1", compatible: true }] })).toEqual([one]);
    expect(judgeMigrations(migrationsOf({ migrations: "none" }), []).answer).toBe("unknown");
  });
});

describe("what stays or does not run", () => {
  it("is named", () => {
    expect(judgeProtected([resource("data", { protect: true }), resource("needed")])).toMatchObject({
      answer: "warning",
      says: expect.stringMatching(/: data$/),
    });
    expect(judgeProtected([]).answer).toBe("yes");
    expect(judgeHooks([resource("a", { resourceHooks: { afterCreate: ["f"] } })]).answer).toBe("warning");
    expect(judgeHooks([resource("a")]).answer).toBe("yes");
  });

  it("is another process at work, which is named (F04)", () => {
    expect(judgeLock([]).answer).toBe("yes");
    expect(judgeLock(["ada@host (process 1)"])).toMatchObject({
      answer: "no",
      says: "at work on the stack: ada@host (process 1)",
    });
  });
});
