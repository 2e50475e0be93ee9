import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import {
  byKey,
  contentHash,
  encoded,
  fileMounts,
  identityFiles,
  sealedHash,
} from "../../../../../components/runtime/kubernetes/files";
import { APP } from "./specs";

const known = <T>(output: pulumi.Input<T>): Promise<T> =>
  new Promise((resolve) => void pulumi.output(output).apply((value) => resolve(value as T)));

const file = (path: string, content = "x") => ({ path, content, onChange: "restart" as const });
const secret = (path: string) => ({ path, content: pulumi.secret("s"), onChange: "restart" as const });

describe("files of a pod", () => {
  it("lie in one read-only mount for each directory, secrets for the group alone", () => {
    const workload = {
      ...APP,
      files: [file("/etc/app/a.conf"), file("/etc/b.conf")],
      secrets: [secret("/etc/app/key")],
    };
    expect(fileMounts(workload).map(({ mount }) => mount)).toEqual([
      { name: "files-etc", mountPath: "/etc", readOnly: true },
      { name: "files-etc-app", mountPath: "/etc/app", readOnly: true },
    ]);
    expect(fileMounts(workload)[1]?.volume).toEqual({
      name: "files-etc-app",
      projected: {
        defaultMode: 0o440,
        sources: [
          { configMap: { name: "app-files", items: [{ key: "etc_app_a.conf", path: "a.conf", mode: 0o444 }] } },
          { secret: { name: "app-secrets", items: [{ key: "etc_app_key", path: "key", mode: 0o440 }] } },
        ],
      },
    });
  });

  it("have a key each, and two that would share one are refused", () => {
    expect(byKey([file("/a/x.conf", "1"), file("/b/x.conf", "2")])).toEqual({ "a_x.conf": "1", "b_x.conf": "2" });
    expect(() => byKey([file("/a/b_c"), file("/a_b/c")])).toThrow(
      "/a_b/c: another file of this workload has the same key a_b_c",
    );
  });

  it("name the user that the pod runs as", () => {
    const { passwd, group } = identityFiles("postgres", 10_999);
    expect(passwd).toContain("postgres:x:10999:10999::/:/usr/sbin/nologin\n");
    expect(group).toContain("postgres:x:10999:\n");
  });

  it("travel encoded and secret", async () => {
    const { key } = encoded({ key: "planted" });
    expect(await known(key as pulumi.Input<string>)).toBe(Buffer.from("planted").toString("base64"));
    expect(await pulumi.isSecret(key as pulumi.Output<string>)).toBe(true);
  });
});

describe("hashes of files", () => {
  it("change with a content, not with the order", async () => {
    const one = await known(contentHash({ a: "1", b: "2" }));
    expect(await known(contentHash({ b: "2", a: "1" }))).toBe(one);
    expect(await known(contentHash({ a: "1", b: "3" }))).not.toBe(one);
    expect(one).toMatch(/^[0-9a-f]{16}$/);
  });

  it("of secrets are secret, and tell nothing without their key", async () => {
    const sealed = sealedHash({ a: pulumi.secret("weak") }, "key-1");
    expect(await pulumi.isSecret(sealed)).toBe(true);
    expect(await known(sealed)).toBe(await known(sealedHash({ a: "weak" }, "key-1")));
    expect(await known(sealed)).not.toBe(await known(sealedHash({ a: "weak" }, "key-2")));
    expect(await known(sealed)).not.toBe(await known(sealedHash({ a: "other" }, "key-1")));
    expect(await known(sealed)).not.toBe(await known(contentHash({ a: "weak" })));
  });
});
