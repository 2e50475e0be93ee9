import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileHistory, ServiceHistory } from "../../../../operations/checkpoint";
import { readArguments } from "../../../../operations/vp/arguments";
import { openStack } from "../../../../operations/vp/stack";

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "vp-stack-"));
  writeFileSync(join(project, "Pulumi.yaml"), "name: shop\n");
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const open = (line: string, env: NodeJS.ProcessEnv) => openStack(readArguments(line.split(" ")), project, env);

describe("a stack", () => {
  it("lies where the environment, the project or a login says", () => {
    expect(open("history -s dev", { PULUMI_BACKEND_URL: "file:///x" }).history).toBeInstanceOf(FileHistory);
    expect(open("history -s dev", { PULUMI_BACKEND_URL: "https://api.example.com" }).history).toBeInstanceOf(
      ServiceHistory,
    );
    writeFileSync(join(project, "credentials.json"), '{"current": "file:///y"}');
    expect(open("history -s dev", { PULUMI_HOME: project }).history).toBeInstanceOf(FileHistory);
    writeFileSync(join(project, "Pulumi.yaml"), "name: shop\nbackend:\n  url: file:///z\n");
    expect(open("history -s dev", {}).history.project).toBe("shop");
  });

  it("in an object store is refused with a way that works", () => {
    expect(() => open("history -s dev", { PULUMI_BACKEND_URL: "s3://bucket" })).toThrow(/copy it into a folder/);
    expect(() => open("history -s dev", { PULUMI_HOME: project })).toThrow("no backend is known");
  });

  it("has the stack file that the project names, or the command line", () => {
    const env = { PULUMI_BACKEND_URL: "file:///x" };
    expect(open("history -s dev", env).configFile).toBe(join(project, "Pulumi.dev.yaml"));
    expect(open("history -s dev --config-file /a/b.yaml", env).configFile).toBe("/a/b.yaml");
    writeFileSync(join(project, "Pulumi.yaml"), "name: shop\nstackConfigDir: stacks\n");
    expect(open("history -s dev", env).configFile).toBe(join(project, "stacks", "Pulumi.dev.yaml"));
  });

  it("is opened with today's passphrase first, then with older ones", () => {
    const [today, older] = [join(project, "today"), join(project, "older")];
    writeFileSync(today, "of today\n");
    writeFileSync(older, "of then\n");
    const env = { PULUMI_BACKEND_URL: "file:///x", PULUMI_CONFIG_PASSPHRASE_FILE: today };
    const line = `rollback -s dev --old-passphrase-file ${older}`;
    expect(open(line, env).passphrases).toEqual(["of today", "of then"]);
    expect(open(line, { ...env, PULUMI_CONFIG_PASSPHRASE: "outright" }).passphrases[0]).toBe("outright");
    expect(() => open("rollback -s dev --old-passphrase-file /none", env)).toThrow("/none is not there");
  });
});
