import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Activation, activateScript } from "../../../toolchain/activate";
import { writeWhole } from "../../../toolchain/files";
import { type Layout, layoutOf } from "../../../toolchain/layout";
import { emptyProject } from "./support";

const HOST = "unix:///var/run/docker.sock";

function activation(layout: Layout, more: Partial<Activation> = {}): Activation {
  const backend = {
    PULUMI_BACKEND_URL: `file://${layout.state.backend}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: layout.state.passphrase,
  };
  return { dockerHost: HOST, backend, pluginsAreStandIns: false, ...more };
}

/** What a plain shell has in its environment after it has sourced the script. */
function sourced(layout: Layout, script: string, times = 1, env: NodeJS.ProcessEnv = {}): Record<string, string> {
  writeWhole(layout.activate, script);
  const source = `set -eu; ${'. "$1"; '.repeat(times)} env`;
  const options = { encoding: "utf8", env: { PATH: process.env.PATH, ...env } } as const;
  const lines = execFileSync("/bin/sh", ["-c", source, "sh", layout.activate], options).split("\n");
  return Object.fromEntries(
    lines.filter(Boolean).map((line) => [line.split("=")[0], line.slice(line.indexOf("=") + 1)]),
  );
}

describe("activateScript", () => {
  it("puts the tool folder first on PATH, once", () => {
    const layout = emptyProject();
    const path = sourced(layout, activateScript(layout, activation(layout)), 2).PATH ?? "";
    expect(path.split(delimiter).filter((folder) => folder === layout.bin)).toHaveLength(1);
    expect(path.startsWith(layout.bin + delimiter)).toBe(true);
  });

  it("says where state, plugins and the Docker engine are", () => {
    const layout = emptyProject();
    expect(sourced(layout, activateScript(layout, activation(layout)))).toMatchObject({
      ...activation(layout).backend,
      DOCKER_HOST: HOST,
      PULUMI_HOME: layout.home,
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    });
  });

  it("survives any character that a path may have", () => {
    const odd = layoutOf(join(emptyProject().project, 'it\'s a $HOME `folder` "here"'));
    mkdirSync(odd.root, { recursive: true });
    const env = sourced(odd, activateScript(odd, activation(odd)), 2);
    expect(env.PULUMI_HOME).toBe(odd.home);
    expect(env.PATH?.split(delimiter).filter((folder) => folder === odd.bin)).toHaveLength(1);
  });

  it("names the site file only where there is one", () => {
    const layout = emptyProject();
    expect(sourced(layout, activateScript(layout, activation(layout)))).not.toHaveProperty("VECTOR_PLATFORM_SITE");
    writeWhole(layout.site, "{}");
    expect(sourced(layout, activateScript(layout, activation(layout))).VECTOR_PLATFORM_SITE).toBe(layout.site);
  });

  it("names a site file that came later than the script, as that of the local cluster does", () => {
    const layout = emptyProject();
    const script = activateScript(layout, activation(layout));
    writeWhole(layout.site, "{}");
    expect(sourced(layout, script).VECTOR_PLATFORM_SITE).toBe(layout.site);
  });

  it("adds the local cluster to the user's own, once, and behind them", () => {
    const layout = emptyProject();
    const script = activateScript(layout, activation(layout));
    const kubeconfig = (env: NodeJS.ProcessEnv) => sourced(layout, script, 2, env).KUBECONFIG;
    expect(kubeconfig({ HOME: "/home/me" })).toBe(`/home/me/.kube/config:${layout.kubeconfig}`);
    expect(kubeconfig({ KUBECONFIG: "/etc/mine" })).toBe(`/etc/mine:${layout.kubeconfig}`);
  });

  it("has every preview judged by the policy pack", () => {
    const layout = emptyProject();
    const { PULUMI_OPTION_POLICY_PACK } = sourced(layout, activateScript(layout, activation(layout)));
    expect(PULUMI_OPTION_POLICY_PACK).toBe(join(layout.project, "policies"));
  });

  it("keeps the engine from looking for plugins that nobody can download", () => {
    const layout = emptyProject();
    const off = "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION";
    expect(sourced(layout, activateScript(layout, activation(layout)))).not.toHaveProperty(off);
    const script = activateScript(layout, activation(layout, { pluginsAreStandIns: true }));
    expect(sourced(layout, script)[off]).toBe("true");
  });

  it("leaves the files beside the project once somebody has logged in, but no other backend", () => {
    const layout = emptyProject();
    const script = activateScript(
      layout,
      activation(layout, { backend: { PULUMI_CREDENTIALS_PATH: "/home/me/.pulumi" } }),
    );
    const before = activation(layout).backend as Record<string, string>;
    expect(sourced(layout, script, 1, before)).not.toHaveProperty("PULUMI_BACKEND_URL");
    expect(sourced(layout, script, 1, before)).not.toHaveProperty("PULUMI_CONFIG_PASSPHRASE_FILE");
    expect(sourced(layout, script, 1, { PULUMI_BACKEND_URL: "s3://bucket" }).PULUMI_BACKEND_URL).toBe("s3://bucket");
  });
});
