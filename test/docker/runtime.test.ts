import Docker from "dockerode";
import { DockerRuntime } from "../../components/runtime/docker";
import { ASK, type ProbeAnswer } from "../conformance/probe-app";
import { runtimeSuite } from "../conformance/runtime-suite";
import { siteImage } from "../support/site";
import { exec } from "./support/exec";

const docker = new Docker();

/** Containers of a workload, or of all, whether they run or not. */
function containersOf(prefix: string, ...labels: string[]) {
  const label = [`vector-platform.stack=${prefix}`, ...labels];
  return docker.listContainers({ all: true, filters: { label } });
}

function servicesOf(prefix: string, workload: string) {
  return containersOf(prefix, `vector-platform.workload=${workload}`, "vector-platform.role=service");
}

runtimeSuite({
  name: "Docker",
  image: siteImage("node"),
  runtime: (prefix) =>
    new DockerRuntime("runtime", {
      prefix,
      health: { intervalSeconds: 30, timeoutSeconds: 10, retries: 3 },
    }),
  ask: async (prefix, workload) => {
    const containers = await servicesOf(prefix, workload);
    const running = containers.filter(({ State }) => State === "running");
    const answers = running.map(({ Id }) => exec(docker.getContainer(Id), ["node", "-e", ASK]));
    return (await Promise.all(answers)).map((answer) => JSON.parse(answer) as ProbeAnswer);
  },
  listing: async (prefix) => {
    const containers = await containersOf(prefix);
    return JSON.stringify(await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).inspect())));
  },
  meddle: async (prefix, workload) => {
    const [{ Id } = { Id: "" }] = await servicesOf(prefix, workload);
    await docker.getContainer(Id).remove({ force: true });
    return async () => (await servicesOf(prefix, workload)).length === 0;
  },
  sweep: async (prefix) => {
    for (const { Id } of await containersOf(prefix)) await docker.getContainer(Id).remove({ force: true });
  },
  nature: { reloadsIn: "the same process", keepsWhenScaledDown: "the first replica" },
  remains: async (prefix) => {
    const containers = await docker.listContainers({ all: true, filters: { name: [prefix] } });
    const networks = await docker.listNetworks({ filters: { name: [prefix] } });
    const { Volumes } = await docker.listVolumes({ filters: { name: [prefix] } });
    return [
      ...containers.flatMap((container) => container.Names),
      ...networks.map((n) => n.Name),
      ...Volumes.map((v) => v.Name),
    ];
  },
});
