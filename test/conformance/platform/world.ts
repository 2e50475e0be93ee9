import type { Slot } from "../../../components/slots";
import type { PlatformOutputs } from "../../../stacks/outputs";
import { Client } from "../../support/client";
import { Deployment } from "../../support/deployment";
import { Load, type LoadResult } from "../../support/load";

export const MINUTES = 60_000;

/** Outputs as the command line prints them: plain values. */
export type Outputs = { readonly [K in keyof PlatformOutputs]: Plain<PlatformOutputs[K]> };
type Plain<T> = T extends { readonly apply: unknown } ? string : T;

/** One platform under test: where its stack goes, and how to look at what runs, past Pulumi. */
export interface PlatformUnderTest {
  readonly name: string;
  readonly stack: string;
  readonly config: () => Promise<Readonly<Record<string, unknown>>>;
  /** Uses the operator entry where it is: at its address, or at the near end of a tunnel. */
  readonly throughOperatorEntry: <T>(outputs: Outputs, use: (url: string) => Promise<T>) => Promise<T>;
  /** Everything the platform shows to who may list it: environments, commands, labels; and what programs have logged. */
  readonly shown: () => Promise<{ readonly listings: string; readonly logs: string }>;
  /** Something of a workload that changes when it starts anew. */
  readonly startOf: (workload: string) => Promise<string>;
  /** Names of all that the platform still holds of the stack. */
  readonly remains: () => Promise<string[]>;
  /** Removes what a run that failed has left beside its state. @default - nothing */
  readonly sweep?: () => Promise<void>;
  /** Cases of this platform alone. */
  readonly cases?: { readonly beforeRelease?: (world: World) => void; readonly afterRelease?: (world: World) => void };
}

export const PLANTED = {
  "apiKeys.tester": "planted-api-key-of-tester",
  operatorKey: "planted-operator-key",
  qdrantApiKey: "planted-qdrant-api-key",
  qdrantReadOnlyKey: "planted-qdrant-read-only-key",
  redisPassword: "planted-redis-password",
  postgresPassword: "planted-postgres-password",
  grafanaPassword: "planted-grafana-password",
} as const;

/** A load must not run into the limit for one client: the tests of that set it themselves. */
export const NO_RATE_LIMIT = { requestsPerSecond: 100_000, burst: 200_000 };

const PER_SECOND = 200;
const REQUESTS = 10_000;
/** Sent when the change is done, so that what it has left behind shows as well. */
const REQUESTS_AFTER = 2000;

/** The stack under test and its clients. */
export class World {
  /** What the command line has printed so far. */
  readonly printed: string[] = [];
  private made: Deployment | undefined;
  private known: Outputs | undefined;

  constructor(readonly platform: PlatformUnderTest) {}

  async create(): Promise<void> {
    this.made = new Deployment(this.platform.stack, {
      environment: "development",
      slots: { blue: { version: "1.0.0" }, green: { enabled: false, version: "1.1.0" } },
      ...(await this.platform.config()),
    });
    await this.deployment.create();
    for (const [key, value] of Object.entries(PLANTED)) await this.deployment.set(key, value, "--secret");
    this.printed.push(await this.deployment.pulumi(["preview"]));
    const began = performance.now();
    await this.up();
    console.log(`first up on ${this.platform.name}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
    this.known = await this.deployment.outputs<Outputs>();
  }

  async remove(): Promise<void> {
    try {
      await this.made?.remove();
    } finally {
      await this.platform.sweep?.();
    }
  }

  get deployment(): Deployment {
    if (!this.made) throw new Error("the stack was not created");
    return this.made;
  }

  /** Deploys, and returns how many resources changed. */
  async up(...args: string[]): Promise<number> {
    this.printed.push(await this.deployment.pulumi(["up", "--yes", ...args]));
    return this.deployment.lastChanges();
  }

  get outputs(): Outputs {
    if (!this.known) throw new Error("the stack was not deployed");
    return this.known;
  }

  /** A client of the public entry that holds a key. */
  get user(): Client {
    return this.client({ "x-api-key": PLANTED["apiKeys.tester"] });
  }

  /** The same with the operator's key, which names slots and passes maintenance. */
  operatorAtPublicEntry(headers: Readonly<Record<string, string>> = {}): Client {
    return this.client({ "x-operator-key": PLANTED.operatorKey, ...headers });
  }

  asOperator<T>(use: (operator: Client) => Promise<T>, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    const all = { "x-operator-key": PLANTED.operatorKey, ...headers };
    return this.platform.throughOperatorEntry(this.outputs, (url) =>
      use(new Client(url, this.outputs.certificate, all)),
    );
  }

  /**
   * Changes something under load, which goes on until the change has had time to do harm; returns what the load saw.
   * @param slot that answers in the end: connections from before the change may keep to where they were for a while
   */
  async underLoad(slot: Slot, change: () => Promise<void>): Promise<LoadResult> {
    const { endpoints, certificate } = this.outputs;
    const load = new Load({
      url: `${endpoints.public}/api/v1/collections/general/search`,
      method: "POST",
      body: JSON.stringify({ text: "where do cats rest?", limit: 1 }),
      ca: certificate,
      headers: { "x-api-key": PLANTED["apiKeys.tester"], "content-type": "application/json" },
      perSecond: PER_SECOND,
    });
    try {
      await load.reached(REQUESTS_AFTER);
      await change();
      await load.reached(Math.max(REQUESTS, load.count + REQUESTS_AFTER));
      await load.answeredBy(slot, REQUESTS_AFTER);
    } catch (error) {
      await load.stop();
      throw error;
    }
    return load.stop();
  }

  private client(headers: Readonly<Record<string, string>>): Client {
    return new Client(this.outputs.endpoints.public, this.outputs.certificate, headers);
  }
}
