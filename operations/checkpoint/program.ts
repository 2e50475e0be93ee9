import { type Client, credentials, type ServiceError } from "@grpc/grpc-js";
import type { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as services from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import { followInputs, Links } from "./links";
import { needs, type Plan, type Registration } from "./plan";
import { type Resolved, readRequest, registerRequest, struct } from "./request";
import { providerUrn, STACK_TYPE } from "./urn";
import { UNKNOWN, type Value, type Values } from "./values";

/** What the engine says about the run that asks for the program. */
export interface Run {
  readonly project: string;
  readonly stack: string;
  /** Where resources are registered. */
  readonly monitor: string;
}

interface Registered {
  readonly urn: string;
  readonly id: string;
  readonly outputs: { readonly [key: string]: Value };
}

/**
 * The program that a replay runs in place of the stack's own: it registers what the plan lists, each resource as soon as
 * everything that it names has been registered, so that the engine works in parallel as it did the first time.
 */
export class Program {
  private readonly links = new Links();
  private readonly done = new Map<string, Promise<Registered>>();
  private readonly monitor: ResourceMonitorClient;

  constructor(
    private readonly plan: Plan,
    private readonly run: Run,
  ) {
    // A checkpoint may hold more in one resource than gRPC's four megabytes.
    const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
    const { ResourceMonitorClient: Monitor } = services as unknown as { ResourceMonitorClient: typeof Client };
    this.monitor = new Monitor(
      run.monitor,
      credentials.createInsecure(),
      unlimited,
    ) as unknown as ResourceMonitorClient;
  }

  /** @throws when the engine refuses a registration, or could not carry one out */
  async execute(): Promise<void> {
    const { project, stack } = this.run;
    const root = await this.registerStack(`${project}-${stack}`);
    const byUrn = new Map(this.plan.registrations.map((registration) => [registration.resource.urn, registration]));
    const register = (urn: string): Promise<unknown> | undefined => {
      const registration = byUrn.get(urn);
      if (!registration) return undefined;
      const known = this.done.get(urn);
      if (known) return known;
      const started = Promise.resolve().then(async () => {
        await Promise.all(needs(registration.resource).map(register));
        return this.register(registration);
      });
      this.done.set(urn, started);
      return started;
    };
    await settled([...byUrn.keys()].map((urn) => register(urn)));
    // Only now is known what everything has become that a component tells of its children.
    const components = this.plan.registrations.filter(({ resource }) => !resource.custom);
    await Promise.all(components.map(({ resource: { urn, outputs } }) => this.registerOutputs(urn, outputs ?? {})));
    await this.registerOutputs(root, this.plan.outputs);
    this.monitor.close();
  }

  private async registerStack(name: string): Promise<string> {
    const request = new proto.RegisterResourceRequest();
    request.setType(STACK_TYPE);
    request.setName(name);
    request.setObject(struct({}));
    request.setAcceptsecrets(true);
    request.setSupportsresultreporting(true);
    return (await this.call<proto.RegisterResourceResponse>("registerResource", request)).getUrn();
  }

  private async register(registration: Registration): Promise<Registered> {
    const { resource } = registration;
    const resolved: Resolved = {
      inputs: followInputs(this.links, resource),
      provider: resource.provider ? await this.provider(resource.provider) : "",
    };
    const registered = resource.external
      ? await this.read(registration, resolved)
      : await this.create(registration, resolved);
    this.links.note(resource.urn, resource, registered);
    return registered;
  }

  private async create(registration: Registration, resolved: Resolved): Promise<Registered> {
    const { urn, custom } = registration.resource;
    const request = registerRequest(registration, resolved);
    const response = await this.call<proto.RegisterResourceResponse>("registerResource", request);
    if (response.getResult() !== proto.Result.SUCCESS) throw new Error(`${urn}: the engine could not make it so`);
    if (response.getUrn() !== urn) throw new Error(`${urn} became ${response.getUrn()}`);
    const outputs = (response.getObject()?.toJavaScript() ?? {}) as { [key: string]: Value };
    // A component says nothing about itself: its outputs are what it was told.
    return { urn, id: response.getId(), outputs: custom ? outputs : {} };
  }

  private async read({ resource }: Registration, resolved: Resolved): Promise<Registered> {
    const response = await this.call<proto.ReadResourceResponse>("readResource", readRequest(resource, resolved));
    const outputs = (response.getProperties()?.toJavaScript() ?? {}) as { [key: string]: Value };
    return { urn: resource.urn, id: resource.id ?? "", outputs };
  }

  private async provider(reference: string): Promise<string> {
    const registered = await this.done.get(providerUrn(reference));
    // A provider that nobody registers is one of the engine's own, whose reference does not change.
    return registered ? `${registered.urn}::${registered.id || UNKNOWN}` : reference;
  }

  private async registerOutputs(urn: string, outputs: Values): Promise<void> {
    const request = new proto.RegisterResourceOutputsRequest();
    request.setUrn(urn);
    request.setOutputs(struct(this.links.follow(outputs, "any") as Values));
    await this.call("registerResourceOutputs", request);
  }

  private call<Response>(
    method: "registerResource" | "readResource" | "registerResourceOutputs",
    request: unknown,
  ): Promise<Response> {
    type Method = (request: unknown, done: (error: ServiceError | null, response: Response) => void) => void;
    const bound = (this.monitor[method] as unknown as Method).bind(this.monitor);
    return new Promise((resolve, reject) =>
      bound(request, (error, response) => (error ? reject(error) : resolve(response))),
    );
  }
}

/** Waits for all, so that nothing is under way any more when the first failure is told. */
async function settled(all: readonly (Promise<unknown> | undefined)[]): Promise<void> {
  const results = await Promise.allSettled(all);
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}
