import { setTimeout as pause } from "node:timers/promises";
import type { Container } from "dockerode";
import type { Context } from "../../provider/resource";
import { type Daemon, daemon, ifPresent } from "../daemon";
import { ensure } from "../image/find";
import type { ContainerInputs } from "./schema";
import { createOptions } from "./spec";
import { uploadAll } from "./uploads";

const BETWEEN_LOOKS_MS = 200;

/** The container as asked for, not yet started. */
export async function createStopped(engine: Daemon, inputs: ContainerInputs): Promise<Container> {
  await ensure(engine, inputs.image).catch((error: Error) => {
    throw new Error(`Unable to create container with image ${inputs.image}: ${error.message}`);
  });
  return daemon("Unable to create container", engine.docker.createContainer(createOptions(inputs)));
}

/** Everything between creation and readiness: networks, files, start, health. */
export async function bringUp(
  engine: Daemon,
  container: Container,
  inputs: ContainerInputs,
  context: Context,
): Promise<string | undefined> {
  await joinNetworks(engine, container, inputs);
  await uploadAll(container, inputs.uploads);
  if (inputs.start === false) return undefined;
  await daemon("Unable to start container", container.start());
  if (inputs.wait) await healthy(container, inputs.waitTimeout ?? 60, context.signal);
  return inputs.attach ? finish(container, inputs) : undefined;
}

async function joinNetworks(engine: Daemon, container: Container, inputs: ContainerInputs): Promise<void> {
  if (!inputs.networksAdvanced?.length) return;
  const bridge = engine.docker.getNetwork("bridge");
  await bridge.disconnect({ Container: container.id }).catch((error: Error) => {
    if (!/is not connected to/i.test(error.message)) throw error;
  });
  for (const network of inputs.networksAdvanced) {
    const endpoint = {
      Aliases: network.aliases,
      MacAddress: network.macAddress,
      DriverOpts: network.driverOpts && Object.fromEntries(network.driverOpts.map((option) => option.split(/=(.*)/s))),
      IPAMConfig: {
        IPv4Address: network.ipv4Address,
        IPv6Address: network.ipv6Address,
        LinkLocalIPs: network.linkLocalIps,
      },
    };
    const join = engine.docker.getNetwork(network.name).connect({ Container: container.id, EndpointConfig: endpoint });
    await daemon(`Unable to connect to network '${network.name}'`, join);
  }
}

async function healthy(container: Container, timeoutSeconds: number, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  for (;;) {
    const { State } = await daemon("error inspecting container state", container.inspect());
    if (!State.Health) throw new Error("wait needs a healthcheck: add one, or remove wait");
    if (State.Health.Status === "healthy") return;
    if (Date.now() > deadline) throw new Error("container failed to be in healthy state");
    await pause(BETWEEN_LOOKS_MS, undefined, { signal });
  }
}

async function finish(container: Container, inputs: ContainerInputs): Promise<string | undefined> {
  await ifPresent("Unable to wait container end of execution", container.wait());
  if (!inputs.logs) return undefined;
  const output = await ifPresent("unable to read container logs", container.logs({ stdout: true, stderr: true }));
  return output && (inputs.tty ? output.toString() : withoutFrames(output));
}

/** Without a terminal the engine frames its output: eight bytes before each piece, the last four its length. */
function withoutFrames(output: Buffer): string {
  const pieces: string[] = [];
  for (let at = 0; at + 8 <= output.length; ) {
    const end = at + 8 + output.readUInt32BE(at + 4);
    pieces.push(output.toString("utf8", at + 8, end));
    at = end;
  }
  return pieces.join("");
}
