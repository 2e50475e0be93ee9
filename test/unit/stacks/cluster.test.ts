import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { clusterFacts, NO_CLUSTER } from "../../../stacks/cluster";
import { CLUSTER_SITE, load } from "./config/support";

const folder = mkdtempSync(join(tmpdir(), "cluster-"));
const calls = join(folder, "calls");
/** A program has to be started for each question, on a machine that may be busy. */
const PATIENCE = { timeout: 60_000 };

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(calls, { force: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A program in kubectl's place, in the language of the shell. */
function kubectl(body: string): void {
  const file = join(folder, "kubectl");
  writeFileSync(file, `#!/bin/sh\necho "$*" >> ${calls}\n${body}\n`);
  chmodSync(file, 0o755);
  vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
}

const GROUPS = (...names: string[]) => `echo '${JSON.stringify({ groups: names.map((name) => ({ name })) })}'`;
const called = () => readFileSync(calls, "utf8").trim().split("\n");
const onKubernetes = (kubernetes: object = {}) => load({ platform: "kubernetes", kubernetes }, { site: CLUSTER_SITE });

describe("clusterFacts", PATIENCE, () => {
  it("asks nobody for a stack on Docker", () => {
    vi.stubEnv("PATH", "");
    expect(clusterFacts(load())).toBe(NO_CLUSTER);
  });

  it("asks the named context, once, what it knows", () => {
    kubectl(GROUPS("apps", "batch"));
    expect(clusterFacts(onKubernetes({ context: "lab" }))).toEqual({ context: "lab", serviceMonitors: false });
    expect(called()).toEqual(["--context lab --request-timeout=15s get --raw /apis"]);
  });

  it("takes the current context where none is named, and sees the Prometheus operator", () => {
    kubectl(`[ "$1" = config ] && echo current || ${GROUPS("apps", "monitoring.coreos.com")}`);
    expect(clusterFacts(onKubernetes())).toEqual({ context: "current", serviceMonitors: true });
  });

  it("says what to set when there is no context", () => {
    kubectl("echo 'error: current-context is not set' >&2; exit 1");
    expect(() => clusterFacts(onKubernetes())).toThrow(/^kubernetes\.context is not set .*kubectl config get-contexts/);
  });

  it("says that nothing was changed when the cluster does not answer, with kubectl's words", () => {
    kubectl("echo 'Unable to connect to the server: dial tcp 10.0.0.1:6443' >&2; exit 1");
    const asking = () => clusterFacts(onKubernetes({ context: "lab" }));
    expect(asking).toThrow(RunError);
    expect(asking).toThrow(/kubernetes\.context lab: .* nothing was changed\. kubectl says: Unable to connect/);
  });

  it("says that kubectl is missing", () => {
    vi.stubEnv("PATH", join(folder, "empty"));
    expect(() => clusterFacts(onKubernetes({ context: "lab" }))).toThrow(/needs kubectl on the PATH/);
  });
});
