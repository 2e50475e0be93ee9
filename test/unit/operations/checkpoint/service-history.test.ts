import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isRelease, readCheckpoint, ServiceHistory } from "../../../../operations/checkpoint";

/** Stands for the engine's command line, logged in to a service: newest first, numbered by the service. */
const PULUMI = `#!/bin/sh
if [ "$REFUSE" ]; then echo "error: no such stack" >&2; exit 255; fi
case "$*" in
  "stack history"*) cat <<'JSON'
[
  {"kind": "update", "version": 8, "startTime": "2026-02-02T00:00:00Z", "result": "succeeded", "message": "second",
   "environment": {}, "resourceChanges": {"update": 1},
   "config": {"shop:size": {"value": "2", "secret": false}, "shop:key": {"secret": true}}},
  {"kind": "refresh", "version": 7, "startTime": "2026-02-01T00:00:00Z", "result": "succeeded", "resourceChanges": null}
]
JSON
  ;;
  "stack export --version 8"*) echo '{"version": 3, "deployment": {"manifest": {"time": ""}, "resources": [
    {"urn": "urn:pulumi:dev::shop::a:b:C::old", "type": "a:b:C", "custom": true}]}}' ;;
  "stack export"*) echo '{"version": 3, "deployment": {"manifest": {"time": ""}, "resources": [
    {"urn": "urn:pulumi:dev::shop::a:b:C::now", "type": "a:b:C", "custom": true}]}}' ;;
esac
`;

describe("the history of the service", () => {
  const folder = mkdtempSync(join(tmpdir(), "vp-service-"));
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
  const history = new ServiceHistory("shop", "dev", { project: folder, stack: "dev", env });

  beforeAll(() => {
    writeFileSync(join(folder, "pulumi"), PULUMI);
    chmodSync(join(folder, "pulumi"), 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is turned oldest first and keeps the service's numbers", async () => {
    const entries = await history.entries();
    expect(entries.map((entry) => [entry.number, entry.kind, isRelease(entry)])).toEqual([
      [7, "refresh", false],
      [8, "update", true],
    ]);
    expect(entries[1]?.config).toEqual({ "shop:size": "2", "shop:key": { secure: "" } });
  });

  it("gives the checkpoint of a number, and the state of today", async () => {
    const [, release] = await history.entries();
    const urns = (bytes: Uint8Array) =>
      readCheckpoint(bytes).deployment.resources.map(({ urn }) => urn.split("::").pop());
    expect(urns(await history.checkpoint(release as never))).toEqual(["old"]);
    expect(urns(await history.current())).toEqual(["now"]);
    expect(await history.locks()).toEqual([]);
  });

  it("says what the engine said when it refuses", async () => {
    const elsewhere = new ServiceHistory("shop", "dev", {
      project: folder,
      stack: "dev",
      env: { ...env, REFUSE: "yes" },
    });
    await expect(elsewhere.entries()).rejects.toMatchObject({
      trouble: "backend",
      message: expect.stringContaining("no such stack"),
    });
  });
});
