import type { NetworkArgs } from "@pulumi/docker";
import type { Unwrap } from "@pulumi/pulumi";
import type { NetworkCreateOptions } from "dockerode";
import { nameIsTaken, withName } from "../provider/names";
import type { Read, Resource } from "../provider/resource";
import { changes, type Schema, withDefaults } from "../provider/schema";
import { UNKNOWN, type Values } from "../provider/values";
import { type Daemon, daemon, ifPresent } from "./daemon";
import { labelList, labelMap } from "./labels";
import { retryWhile } from "./retry";

type NetworkInputs = Unwrap<NetworkArgs>;

const SCHEMA: Schema<NetworkInputs> = {
  name: { replaces: true },
  labels: { replaces: true, set: true },
  driver: { replaces: true, computed: true },
  options: { replaces: true, computed: true },
  internal: { replaces: true, computed: true },
  attachable: { replaces: true },
  ingress: { replaces: true },
  ipv6: { replaces: true },
  ipamDriver: { replaces: true, default: "default" },
  ipamOptions: { replaces: true },
  ipamConfigs: { replaces: true, computed: true, set: true },
};

const CHOSEN_BY_ENGINE = { driver: UNKNOWN, options: UNKNOWN, internal: UNKNOWN, ipamConfigs: UNKNOWN, scope: UNKNOWN };

export function network(engine: Daemon): Resource {
  return {
    check: ({ name, olds, news }) => ({ inputs: withName(name, olds, news) }),
    diff: ({ state, news, ignored }) => ({
      changes: changes(SCHEMA, state, news, ignored),
      deleteBeforeReplace: nameIsTaken(state, news),
    }),
    preview: (inputs, state) => ({ ...CHOSEN_BY_ENGINE, ...state, ...withDefaults(SCHEMA, inputs) }),
    create: async (inputs) => {
      const options = optionsOf(withDefaults(SCHEMA, inputs) as unknown as NetworkInputs);
      const { id } = await daemon("Unable to create network", engine.docker.createNetwork(options));
      const found = await read(engine, id, inputs);
      return { id, outputs: found?.outputs ?? inputs };
    },
    read: (id, _state, inputs) => read(engine, id, inputs),
    update: async (_id, state, inputs) => ({ ...state, ...withDefaults(SCHEMA, inputs) }),
    delete: async (id, _state, { signal }) => {
      const remove = () => ifPresent(`Unable to remove network ${id}`, engine.docker.getNetwork(id).remove());
      await retryWhile(/has active endpoints/i, remove, signal);
    },
  };
}

function optionsOf(inputs: NetworkInputs): NetworkCreateOptions {
  return {
    Name: String(inputs.name),
    // A second network of the same name is never meant: every reference by name would be ambiguous.
    CheckDuplicate: true,
    Labels: labelMap(inputs.labels),
    Driver: inputs.driver,
    Options: inputs.options,
    Internal: inputs.internal,
    Attachable: inputs.attachable,
    Ingress: inputs.ingress,
    EnableIPv6: inputs.ipv6,
    IPAM: {
      Driver: inputs.ipamDriver ?? "default",
      Options: inputs.ipamOptions,
      Config: (inputs.ipamConfigs ?? []).map(({ subnet, ipRange, gateway, auxAddress }) => ({
        ...(subnet && { Subnet: subnet }),
        ...(ipRange && { IPRange: ipRange }),
        ...(gateway && { Gateway: gateway }),
        ...(auxAddress && { AuxiliaryAddresses: auxAddress }),
      })),
    },
  };
}

async function read(engine: Daemon, id: string, inputs: Values): Promise<Read | undefined> {
  const found = await ifPresent(`Unable to inspect network ${id}`, engine.docker.getNetwork(id).inspect());
  if (!found) return undefined;
  const facts = {
    name: found.Name,
    labels: labelList(found.Labels),
    driver: found.Driver,
    options: found.Options ?? {},
    internal: found.Internal,
    attachable: found.Attachable,
    ingress: found.Ingress,
    ipv6: found.EnableIPv6,
    ipamDriver: found.IPAM?.Driver,
    ipamOptions: found.IPAM?.Options ?? {},
    ipamConfigs: (found.IPAM?.Config ?? []).map((config) => ({
      subnet: config.Subnet,
      ipRange: config.IPRange,
      gateway: config.Gateway,
      auxAddress: config.AuxiliaryAddresses as Values | undefined,
    })),
    scope: found.Scope,
  };
  return { id: found.Id, outputs: { ...inputs, ...facts }, inputs };
}
