import { existsSync, readFileSync, realpathSync } from "node:fs";
import { attempt, run } from "./command";
import { remove } from "./files";
import type { Layout } from "./layout";
import { locked } from "./lock";
import { daemonOf, privateEngine, privateHost, shortFolder } from "./private-docker";
import { SetUpError } from "./set-up-error";
import { until } from "./until";

/** Stops the private Docker engine and removes the tool folder. State and passphrase stay, they cannot be made again. */
export async function cleanTools(layout: Layout, print: (line: string) => void): Promise<void> {
  if (!existsSync(layout.root)) return print(`${layout.root} is not there, nothing to remove`);
  await locked(layout, async () => {
    await stopPrivateEngine(layout, print);
    remove(layout.dockerData, layout.root);
  });
  print(`removed ${layout.root}; the stacks' state stays in ${layout.state.root}`);
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
  for (const mount of mountsBelow(layout)) await attempt("umount", [mount]);
  if (shortFolder(layout) !== layout.docker) remove(shortFolder(layout));
}

/** Deepest first. Whatever a killed engine left mounted would otherwise be emptied instead of removed. */
function mountsBelow(layout: Layout): string[] {
  if (!existsSync("/proc/mounts")) return [];
  const folders = [layout.docker, layout.dockerData].filter(existsSync).map((folder) => realpathSync(folder));
  return readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .map((line) => (line.split(" ")[1] ?? "").replaceAll("\\040", " "))
    .filter((mount) => folders.some((folder) => mount === folder || mount.startsWith(`${folder}/`)))
    .sort((a, b) => b.length - a.length);
}
