import type { Container } from "dockerode";
import { nameIsTaken, withName } from "../../provider/names";
import { type Context, HalfCreated, type Read, type Resource } from "../../provider/resource";
import { changes, withDefaults } from "../../provider/schema";
import { UNKNOWN, type Values } from "../../provider/values";
import { type Daemon, daemon, ifPresent } from "../daemon";
import { failuresOf } from "./check";
import { bringUp, createStopped } from "./create";
import { observed } from "./read";
import { type ContainerInputs, SCHEMA } from "./schema";
import { memoryLimits } from "./spec";

/** Outputs that the engine or the image decides when the program does not. */
const DECIDED_LATER = [
  ...["bridge", "command", "containerLogs", "entrypoints", "envs", "exitCode", "healthcheck", "hostname", "init"],
  ...["ipcMode", "labels", "logDriver", "networkDatas", "platform", "runtime", "securityOpts", "shmSize"],
  ...["stopSignal", "stopTimeout"],
];

const UPDATED_BY_ENGINE = [
  ...["restart", "maxRetryCount", "cpuShares", "memory", "memoryReservation", "cpuSet", "memorySwap"],
  ...["deviceReadBps", "deviceReadIops", "deviceWriteBps", "deviceWriteIops"],
];

export function container(engine: Daemon): Resource {
  return {
    check: ({ name, olds, news }) => ({ inputs: withName(name, olds, news), failures: failuresOf(news) }),
    diff: ({ state, news, ignored }) => ({
      changes: changes(SCHEMA, state, news, ignored),
      deleteBeforeReplace: nameIsTaken(state, news),
    }),
    preview: (inputs, state) => {
      const unknown = Object.fromEntries(DECIDED_LATER.map((key) => [key, UNKNOWN]));
      return { ...unknown, ...state, ...withDefaults(SCHEMA, inputs) };
    },
    create: (inputs, context) => create(engine, inputs, context),
    read: async (id, state, inputs) => {
      const found = await ifPresent(`Unable to inspect container ${id}`, engine.docker.getContainer(id).inspect());
      if (!found) return undefined;
      const outputs = observed(state, found);
      return { id: found.Id, outputs, inputs: refreshed(inputs, outputs) };
    },
    update: (id, state, inputs) => update(engine, id, state, inputs),
    delete: (id, state) => remove(engine.docker.getContainer(id), state as ContainerInputs),
  };
}

async function create(engine: Daemon, inputs: Values, context: Context): Promise<{ id: string; outputs: Values }> {
  const asked = withDefaults(SCHEMA, inputs);
  const created = await createStopped(engine, asked as unknown as ContainerInputs);
  try {
    const logs = await bringUp(engine, created, asked as unknown as ContainerInputs, context);
    const found = await daemon(`Unable to inspect container ${created.id}`, created.inspect());
    return { id: created.id, outputs: observed({ ...asked, containerLogs: logs }, found) };
  } catch (error) {
    // It exists: a state that forgot it would leave it behind, and its name taken.
    throw new HalfCreated(created.id, asked, error instanceof Error ? error.message : String(error));
  }
}

/** What was changed by hand shows in the inputs too, for those that the program sets. */
function refreshed(inputs: Values, outputs: Values): Read["inputs"] {
  const current = UPDATED_BY_ENGINE.filter((key) => inputs[key] !== undefined).map(
    (key) => [key, outputs[key]] as const,
  );
  return { ...inputs, ...Object.fromEntries(current) };
}

async function update(engine: Daemon, id: string, state: Values, inputs: Values): Promise<Values> {
  const asked = withDefaults(SCHEMA, inputs);
  const handle = engine.docker.getContainer(id);
  const wanted = asked as unknown as ContainerInputs;
  if (state.mustRun === false && wanted.mustRun && wanted.start) await start(handle);
  const changed = changes(SCHEMA, state, inputs).map(({ key }) => key);
  if (changed.some((key) => UPDATED_BY_ENGINE.includes(key))) {
    const policy = { Name: wanted.restart, MaximumRetryCount: wanted.maxRetryCount ?? 0 };
    await daemon("Unable to update a container", handle.update({ ...memoryLimits(wanted), RestartPolicy: policy }));
  }
  return { ...state, ...asked };
}

async function start(handle: Container): Promise<void> {
  await handle.start().catch((error: Error & { statusCode?: number }) => {
    // 304: somebody was faster, and it runs.
    if (error.statusCode !== 304) return daemon("Unable to start container", Promise.reject(error));
  });
}

async function remove(
  handle: Container,
  state: Pick<ContainerInputs, "attach" | "destroyGraceSeconds" | "removeVolumes">,
): Promise<void> {
  if (!state.attach) {
    await handle.stop({ t: state.destroyGraceSeconds ?? 0 }).catch((error: Error & { statusCode?: number }) => {
      // 304: it had stopped already; 404: it is gone.
      if (error.statusCode !== 304 && error.statusCode !== 404) {
        return daemon(`Error stopping container ${handle.id}`, Promise.reject(error));
      }
    });
  }
  const options = { v: state.removeVolumes ?? true, force: true };
  await handle.remove(options).catch((error: Error & { statusCode?: number }) => {
    if (error.statusCode !== 404 && !/is already in progress/i.test(error.message)) {
      return daemon(`Error deleting container ${handle.id}`, Promise.reject(error));
    }
  });
  await gone(handle);
}

/** Removal may still be under way when the engine answers; the name is free only after it. */
async function gone(handle: Container): Promise<void> {
  await ifPresent(`Error waiting for container removal ${handle.id}`, handle.wait({ condition: "removed" }));
}
