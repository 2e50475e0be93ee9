import { type Activation, activateScript } from "./activate";
import { writeWhole } from "./files";
import { dropGoCaches, hasGoCaches } from "./go";
import type { Layout } from "./layout";
import { locked } from "./lock";
import { Steps } from "./steps";
import { apiBundle } from "./steps/api-bundle";
import { dockerEngine } from "./steps/docker-engine";
import { engine } from "./steps/engine";
import { images } from "./steps/images";
import { kubernetesProvider } from "./steps/kubernetes-provider";
import { languageHost } from "./steps/language-host";
import { launchers } from "./steps/launchers";
import { plugins } from "./steps/plugins";
import { policyPack } from "./steps/policy-pack";
import { state } from "./steps/state";

/** Brings a machine to where `pulumi up` works. Every step looks first at what is there already. */
export function setUp(layout: Layout, print: (line: string) => void): Promise<void> {
  return locked(layout, async () => {
    const steps = new Steps(print);
    // First what may end in "install this": nobody should wait for a build to read it.
    const docker = await steps.run("Docker engine", (say) => dockerEngine(layout, say));
    const pulumi = await steps.run("Pulumi engine", (say) => engine(layout, say));
    await steps.run("language host", (say) => languageHost(layout, pulumi.release, say));
    await steps.run("launchers", () => launchers(layout, pulumi.release));
    const provider = await steps.run("provider plugins", (say) => plugins(layout, say));
    await steps.run("images", (say) => images(layout, docker.host, say));
    await steps.run("API bundle", () => apiBundle(layout));
    await steps.run("policy pack", () => policyPack(layout));
    const { backend } = await steps.run("state", () => state(layout));
    if (hasGoCaches(layout)) await steps.run("build caches", () => dropGoCaches(layout));
    writeWhole(layout.standIns, `${JSON.stringify(steps.standIns, null, 2)}\n`);
    activate(layout, { dockerHost: docker.host, backend, pluginsAreStandIns: provider.standIns.length > 0 });
  });
}

/** What a stack on a Kubernetes cluster of the user's own needs. */
export function setUpKubernetesProvider(layout: Layout, print: (line: string) => void): Promise<void> {
  return locked(layout, async () => {
    const steps = new Steps(print);
    await steps.run("Kubernetes provider", (say) => kubernetesProvider(layout, say));
    if (hasGoCaches(layout)) await steps.run("build caches", () => dropGoCaches(layout));
  });
}

/** Last of all: who can activate the tool folder has a whole one. */
function activate(layout: Layout, activation: Activation): void {
  writeWhole(layout.activate, activateScript(layout, activation));
}
