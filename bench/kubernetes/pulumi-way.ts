import { removeRemains } from "../../test/kubernetes/support/namespace";
import { Deployment } from "../../test/support/deployment";
import type { Settings } from "./settings";
import type { Entry, Way } from "./way";

/** The stack, by `pulumi up`, judged by the policy pack as every run is. */
export class PulumiWay implements Way {
  readonly name = "pulumi";
  readonly deployment: Deployment;
  private readonly namespace: string;

  constructor(stack: string, settings: Settings) {
    this.deployment = new Deployment(stack, settings);
    this.namespace = `vector-platform-${stack}`;
  }

  async create(): Promise<void> {
    await this.deployment.create();
  }

  install(): Promise<void> {
    return this.apply();
  }

  async entry(): Promise<Entry> {
    const { certificate, apiKey, endpoints } = await this.deployment.outputs<Outputs>();
    return { url: endpoints.public, ca: certificate, key: apiKey };
  }

  async set(path: string, value: string): Promise<void> {
    await this.deployment.set(path, value);
  }

  async apply(): Promise<void> {
    await this.deployment.pulumi(["up", "--yes", "--skip-preview"]);
  }

  async preview(): Promise<void> {
    await this.deployment.pulumi(["preview"]);
  }

  async uninstall(): Promise<void> {
    await this.deployment.pulumi(["destroy", "--yes", "--skip-preview"]);
  }

  /** The namespace goes with the stack; what a failed run has left of it goes by hand. */
  async remove(): Promise<void> {
    try {
      await this.deployment.remove();
    } finally {
      await removeRemains(this.namespace);
    }
  }
}

interface Outputs {
  readonly certificate: string;
  readonly apiKey: string;
  readonly endpoints: { readonly public: string };
}
