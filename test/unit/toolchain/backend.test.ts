import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { backendVariables, prepareFiles, usesFiles } from "../../../toolchain/backend";
import type { Layout } from "../../../toolchain/layout";
import { emptyProject } from "./support";

function files(layout: Layout) {
  return {
    PULUMI_BACKEND_URL: `file://${layout.state.backend}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: layout.state.passphrase,
  };
}

function credentials(content: string): { layout: Layout; folder: string } {
  const layout = emptyProject();
  const folder = join(layout.project, "home");
  mkdirSync(folder);
  writeFileSync(join(folder, "credentials.json"), content);
  return { layout, folder };
}

describe("backendVariables", () => {
  it("keeps state beside the project when nobody is logged in", () => {
    const layout = emptyProject();
    const variables = backendVariables(layout, { PULUMI_HOME: join(layout.project, "nobody") });
    expect(variables).toEqual(files(layout));
    expect(usesFiles(variables)).toBe(true);
  });

  it("keeps the backend of a login, and finds its credentials though PULUMI_HOME becomes ours", () => {
    const { layout, folder } = credentials('{"current": "https://api.pulumi.com"}');
    const variables = backendVariables(layout, { PULUMI_HOME: folder });
    expect(variables).toEqual({ PULUMI_CREDENTIALS_PATH: folder });
    expect(usesFiles(variables)).toBe(false);
  });

  it("finds the login again in a shell that is activated already", () => {
    const { layout, folder } = credentials('{"current": "https://api.pulumi.com"}');
    const activated = { PULUMI_HOME: layout.home, PULUMI_CREDENTIALS_PATH: folder };
    expect(backendVariables(layout, activated)).toEqual({ PULUMI_CREDENTIALS_PATH: folder });
  });

  it("does not take its own variables for a login", () => {
    const { layout, folder } = credentials("{}");
    const activated = { ...files(layout), PULUMI_HOME: layout.home, PULUMI_CREDENTIALS_PATH: folder };
    expect(backendVariables(layout, activated)).toEqual(files(layout));
  });

  it.each(["", "{", '{"current": ""}'])("takes credentials like %j for no login", (content) => {
    const { layout, folder } = credentials(content);
    expect(backendVariables(layout, { PULUMI_HOME: folder })).toEqual(files(layout));
  });

  it.each([{ PULUMI_ACCESS_TOKEN: "pul-1" }, { PULUMI_BACKEND_URL: "s3://bucket" }])("keeps %o", (env) => {
    const layout = emptyProject();
    expect(usesFiles(backendVariables(layout, { ...env, PULUMI_HOME: layout.project }))).toBe(false);
  });
});

describe("prepareFiles", () => {
  it("makes a passphrase that only its owner reads, once", () => {
    const layout = emptyProject();
    prepareFiles(layout);
    const first = readFileSync(layout.state.passphrase, "utf8");
    prepareFiles(layout);
    expect(readFileSync(layout.state.passphrase, "utf8")).toBe(first);
    expect(first.trim()).toHaveLength(43);
    expect(statSync(layout.state.passphrase).mode & 0o777).toBe(0o600);
    expect(statSync(layout.state.backend).mode & 0o777).toBe(0o700);
  });
});
