import { join } from "node:path";
import type { BackendVariables } from "./backend";
import type { Layout } from "./layout";

export interface Activation {
  readonly dockerHost: string;
  readonly backend: BackendVariables;
  /** Plugins that nobody can download must not be looked for either. */
  readonly pluginsAreStandIns: boolean;
}

/** The environment in which `pulumi` and the tests run, but for what depends on the shell. */
export function environment(layout: Layout, activation: Activation): Record<string, string> {
  return {
    PULUMI_HOME: layout.home,
    ...activation.backend,
    DOCKER_HOST: activation.dockerHost,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Every preview and every update is judged by it.
    PULUMI_OPTION_POLICY_PACK: join(layout.project, "policies"),
    // `make types` checks the types; to do it again at every preview costs four seconds.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    ...(activation.pluginsAreStandIns ? { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" } : {}),
  };
}

/** A script for `. .tools/activate` in any POSIX shell; sourced twice it changes nothing more. */
export function activateScript(layout: Layout, activation: Activation): string {
  const variables = Object.entries(environment(layout, activation));
  const other = activation.backend.PULUMI_BACKEND_URL ? [] : unsetOurs(layout);
  return [
    "# Written by set-up. Puts Pulumi and everything that it needs into this shell: . .tools/activate",
    ...other,
    ...variables.map(([name, value]) => `export ${name}=${quote(value)}`),
    // The local cluster's step writes a site file too, later than this one is written.
    `[ ! -e ${quote(layout.site)} ] || export VECTOR_PLATFORM_SITE=${quote(layout.site)}`,
    // Behind the user's own: their current context stays the current one.
    `case ":\${KUBECONFIG:-}:" in *:${quote(layout.kubeconfig)}:*) ;; *) KUBECONFIG="\${KUBECONFIG:-\${HOME:-}/.kube/config}":${quote(layout.kubeconfig)} ;; esac`,
    "export KUBECONFIG",
    `case ":$PATH:" in *:${quote(layout.bin)}:*) ;; *) PATH=${quote(layout.bin)}:$PATH ;; esac`,
    "export PATH",
    "",
  ].join("\n");
}

/** Somebody who logged in after a first activation must not stay with the files beside the project. */
function unsetOurs(layout: Layout): string[] {
  return [
    `[ "\${PULUMI_BACKEND_URL:-}" != ${quote(`file://${layout.state.backend}`)} ] || unset PULUMI_BACKEND_URL`,
    `[ "\${PULUMI_CONFIG_PASSPHRASE_FILE:-}" != ${quote(layout.state.passphrase)} ] || unset PULUMI_CONFIG_PASSPHRASE_FILE`,
  ];
}

function quote(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
