import { existsSync } from "node:fs";
import { clusterOf } from "./cluster/cluster";
import { stopCluster } from "./cluster/stop";
import { attempt, run } from "./command";
import { remove } from "./files";
import type { Layout } from "./layout";
import { locked } from "./lock";
import { mountsBelow } from "./mounts";
import { daemonOf, privateEngine, privateHost, shortFolder } from "./private-docker";
import { SetUpError } from "./set-up-error";
import { until } from "./until";

/** Stops the cluster and the private Docker engine and removes the tool folder. State and passphrase stay, they cannot be made again. */
export async function cleanTools(layout: Layout, print: (line: string) => void): Promise<void> {
  if (!existsSync(layout.root)) return print(`${layout.root} is not there, nothing to remove`);
  await locked(layout, async () => {
    await stopPrivateCluster(layout, print);
    await stopPrivateEngine(layout, print);
    remove(layout.clusterData, layout.dockerData, layout.root);
  });
  print(`removed ${layout.root}; the stacks' state stays in ${layout.state.root}`);
}

/** For `make stop-cluster`. */
export async function stopLocalCluster(layout: Layout, print: (line: string) => void): Promise<void> {
  await locked(layout, async () => {
    if (await stopPrivateCluster(layout, print)) print("stopped; `make tools-kubernetes` starts it as it was");
    else print("no cluster of this folder is there");
  });
}

async function stopPrivateCluster(layout: Layout, print: (line: string) => void): Promise<boolean> {
  if (!existsSync(layout.clusterData)) return false;
  print("stopping the local Kubernetes cluster and every pod in it");
  await stopCluster(clusterOf(layout));
  return true;
}

async function stopPrivateEngine(layout: Layout, print: (line: string) => void): Promise<void> {
  if (!existsSync(layout.docker)) return;
  // Containers outlive an engine that was killed, and only an engine ends them properly.
  if (daemonOf(layout) === undefined) await privateEngine(layout, print);
  const daemon = daemonOf(layout);
  if (daemon !== undefined) {
    print("stopping the private Docker engine; its containers, images and volumes go with it");
    const env = { DOCKER_HOST: privateHost(layout) };
    const list = async (...args: string[]) => (await run("docker", args, { env })).split("\n").filter(Boolean);
    const containers = await list("ps", "--all", "--quiet");
    if (containers.length > 0) await run("docker", ["rm", "--force", "--volumes", ...containers], { env });
    // A network that is not removed leaves its bridge on the machine.
    const networks = await list("network", "ls", "--quiet", "--filter", "type=custom");
    if (networks.length > 0) await run("docker", ["network", "rm", ...networks], { env });
    process.kill(daemon, "SIGTERM");
    if (!(await until(() => daemonOf(layout) === undefined, 30))) {
      throw new SetUpError(`the private Docker engine does not stop, see ${layout.docker}/log`);
    }
  }
  for (const mount of mountsBelow(layout.docker, layout.dockerData)) await attempt("umount", [mount]);
  if (shortFolder(layout) !== layout.docker) remove(shortFolder(layout));
}
