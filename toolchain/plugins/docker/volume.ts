import type { VolumeArgs } from "@pulumi/docker";
import type { Unwrap } from "@pulumi/pulumi";
import { nameIsTaken, withName } from "../provider/names";
import type { Read, Resource } from "../provider/resource";
import { changes, type Schema, withDefaults } from "../provider/schema";
import { UNKNOWN, type Values } from "../provider/values";
import { type Daemon, daemon, ifPresent } from "./daemon";
import { labelList, labelMap } from "./labels";
import { retryWhile } from "./retry";

type VolumeInputs = Unwrap<VolumeArgs>;

const SCHEMA: Schema<VolumeInputs> = {
  name: { replaces: true, computed: true },
  labels: { replaces: true, set: true },
  driver: { replaces: true, computed: true },
  driverOpts: { replaces: true },
  cluster: {},
};

export function volume(engine: Daemon): Resource {
  return {
    check: ({ name, olds, news }) => ({
      inputs: withName(name, olds, news),
      failures: news.cluster
        ? [{ property: "cluster", reason: "cluster volumes need the official docker plugin" }]
        : [],
    }),
    diff: ({ state, news, ignored }) => ({
      changes: changes(SCHEMA, state, news, ignored),
      deleteBeforeReplace: nameIsTaken(state, news),
    }),
    preview: (inputs, state) => ({ driver: UNKNOWN, mountpoint: UNKNOWN, ...state, ...inputs }),
    create: async (inputs) => {
      const { name, labels, driver, driverOpts } = inputs as unknown as VolumeInputs;
      const options = { Name: name, Labels: labelMap(labels), Driver: driver, DriverOpts: driverOpts };
      await daemon("Unable to create volume", engine.docker.createVolume(options));
      const found = await read(engine, String(name), inputs);
      return { id: String(name), outputs: found?.outputs ?? inputs };
    },
    read: (id, _state, inputs) => read(engine, id, inputs),
    update: async (_id, state, inputs) => ({ ...state, ...withDefaults(SCHEMA, inputs) }),
    delete: async (id, _state, { signal }) => {
      const remove = () =>
        ifPresent(`Unable to remove volume ${id}`, engine.docker.getVolume(id).remove({ force: true }));
      await retryWhile(/volume is in use/i, remove, signal);
    },
  };
}

async function read(engine: Daemon, id: string, inputs: Values): Promise<Read | undefined> {
  const found = await ifPresent(`Unable to inspect volume ${id}`, engine.docker.getVolume(id).inspect());
  if (!found) return undefined;
  const facts = {
    name: found.Name,
    labels: labelList(found.Labels),
    driver: found.Driver,
    driverOpts: found.Options ?? {},
    mountpoint: found.Mountpoint,
  };
  return { id, outputs: { ...inputs, ...facts }, inputs };
}
