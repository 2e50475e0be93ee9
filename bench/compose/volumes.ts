import { posix } from "node:path";
import type Docker from "dockerode";
import type { CopiedVolume } from "./file";

/**
 * Makes the volumes and fills each with what the original holds, owners and modes included. The files travel through a
 * container that is never started, as they do in the stack.
 */
export async function copyVolumes(docker: Docker, project: string, copies: readonly CopiedVolume[]): Promise<void> {
  for (const { container, path, volume } of copies) {
    const original = docker.getContainer(container);
    const { Image } = await original.inspect();
    await docker.createVolume({ Name: volume });
    const carrier = await docker.createContainer({
      Image,
      name: `${project}-carrier`,
      HostConfig: { Mounts: [{ Type: "volume", Source: volume, Target: path, VolumeOptions: noCopy }] },
    });
    try {
      // The archive of a directory has the directory itself as its root, so it goes into the one above.
      await carrier.putArchive(await original.getArchive({ path }), { path: posix.dirname(path) });
    } finally {
      await carrier.remove();
    }
  }
}

const noCopy = { NoCopy: true, Labels: {}, DriverConfig: { Name: "local", Options: {} } };

export async function removeVolumes(docker: Docker, copies: readonly CopiedVolume[]): Promise<void> {
  const { Volumes } = await docker.listVolumes();
  const names = new Set(copies.map(({ volume }) => volume));
  for (const { Name } of Volumes.filter(({ Name }) => names.has(Name))) await docker.getVolume(Name).remove();
}
