import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { memberStart } from "../../../../components/qdrant/members";
import type { Runtime } from "../../../../components/workload";

const DOCKER = (replica: number) => (replica === 1 ? "qdrant" : `qdrant-${replica}`);
const KUBERNETES = (replica: number) => `qdrant-${replica - 1}.qdrant.spaces.svc.cluster.local`;

function start(host: (replica: number) => string, replicas: number) {
  const runtime = {
    memberHosts: ({ replicas = 1 }: { replicas?: number }) =>
      Array.from({ length: replicas }, (_, index) => host(index + 1)),
  } satisfies Pick<Runtime, "memberHosts">;
  return memberStart(runtime, { name: "qdrant", replicas });
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "members-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Situation {
  readonly hostname: string;
  /** Members whose port is open. */
  readonly answering?: readonly string[];
  /** It joined once and kept its storage. */
  readonly joined?: boolean;
}

/** What the server would be started with. No network and no waiting: `timeout` and `sleep` are replaced. */
function options(host: (replica: number) => string, { hostname, answering = [], joined = false }: Situation): string {
  const { script, seeds } = start(host, 3) ?? { script: "", seeds: [] };
  const state = join(folder, "raft_state.json");
  if (joined) writeFileSync(state, "{}");
  const asked = [
    // Asked as `timeout 2 bash -c <script> <seed>`.
    `timeout() { case " ${answering.join(" ")} " in *" $5 "*) return 0;; *) return 1;; esac; }`,
    // A member that would wait for ever gives up here, so that a test can say so.
    'sleep() { naps=$((naps + 1)); [ "$naps" -lt 50 ] || { echo "still waiting"; exit 0; }; }',
  ];
  const shell = [...asked, script.replaceAll("/qdrant/storage/raft_state.json", state), 'echo "$@"'].join("\n");
  return execFileSync("bash", ["-c", shell, "qdrant", ...seeds], {
    env: { ...process.env, HOSTNAME: hostname },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
}

describe("memberStart", () => {
  it("says nothing to a server that stands alone", () => {
    expect(start(DOCKER, 1)).toBeUndefined();
  });

  it("is the same for every size of a cluster, so that growing restarts nobody", () => {
    expect(start(KUBERNETES, 7)).toEqual(start(KUBERNETES, 2));
    expect(start(DOCKER, 2)?.seeds).toEqual(["qdrant", "qdrant-2", "qdrant-3"]);
  });
});

describe.each([
  { platform: "Docker", host: DOCKER, hostnames: ["qdrant", "qdrant-2", "qdrant-5"] },
  { platform: "Kubernetes", host: KUBERNETES, hostnames: ["qdrant-0", "qdrant-1", "qdrant-4"] },
])("a member on $platform", ({ host, hostnames: [first = "", second = "", fifth = ""] }) => {
  const url = (replica: number) => `http://${host(replica)}:6335`;

  it("founds the cluster as the first when nobody answers", () => {
    expect(options(host, { hostname: first })).toBe(`--uri ${url(1)}`);
  });

  it("joins the first, under its own name", () => {
    expect(options(host, { hostname: second, answering: [host(1)] })).toBe(`--uri ${url(2)} --bootstrap ${url(1)}`);
    expect(options(host, { hostname: fifth, answering: [host(1)] })).toBe(`--uri ${url(5)} --bootstrap ${url(1)}`);
  });

  it("waits for somebody to join, and never founds a cluster of its own", () => {
    expect(options(host, { hostname: second })).toBe("still waiting");
  });

  it("joins another member while the first is away", () => {
    expect(options(host, { hostname: fifth, answering: [host(3)] })).toBe(`--uri ${url(5)} --bootstrap ${url(3)}`);
  });

  it("rejoins as the first without its storage, instead of founding a second cluster", () => {
    const answering = [host(2), host(3)];
    expect(options(host, { hostname: first, answering })).toBe(`--uri ${url(1)} --bootstrap ${url(2)}`);
  });

  it("starts at once from what it stored, whoever else runs", () => {
    expect(options(host, { hostname: first, joined: true })).toBe(`--uri ${url(1)}`);
    // Qdrant ignores --bootstrap once it has joined; a member that died while joining still needs it.
    expect(options(host, { hostname: second, joined: true })).toBe(`--uri ${url(2)} --bootstrap ${url(1)}`);
  });
});
