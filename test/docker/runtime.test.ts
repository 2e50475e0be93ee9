import Docker from "dockerode";
import { DockerRuntime } from "../../components/runtime/docker";
import { ASK, type ProbeAnswer } from "../conformance/probe-app";
import { runtimeSuite } from "../conformance/runtime-suite";
import { siteImage } from "../support/site";
import { exec } from "./support/exec";

const docker = new Docker();

runtimeSuite({
  name: "Docker",
  image: siteImage("node"),
  runtime: (prefix) =>
    new DockerRuntime("runtime", {
      prefix,
      health: { intervalSeconds: 30, timeoutSeconds: 10, retries: 3 },
    }),
  ask: async (prefix, workload) => {
    const label = [
      `vector-platform.stack=${prefix}`,
      `vector-platform.workload=${workload}`,
      "vector-platform.role=service",
    ];
    const containers = await docker.listContainers({ filters: { label, status: ["running"] } });
    const answers = containers.map(({ Id }) => exec(docker.getContainer(Id), ["node", "-e", ASK]));
    return (await Promise.all(answers)).map((answer) => JSON.parse(answer) as ProbeAnswer);
  },
  listing: async (prefix) => {
    const containers = await docker.listContainers({
      all: true,
      filters: { label: [`vector-platform.stack=${prefix}`] },
    });
    return JSON.stringify(await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).inspect())));
  },
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
