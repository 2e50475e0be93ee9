import type { ImageInspectInfo } from "dockerode";
import { type Daemon, daemon, given, ifPresent } from "../daemon";

export function find(engine: Daemon, name: string): Promise<ImageInspectInfo | undefined> {
  return ifPresent(`Unable to inspect image ${name}`, engine.docker.getImage(name).inspect());
}

/** The image of that name, tag, digest or id; only one that is not here yet is pulled. */
export async function ensure(engine: Daemon, name: string, platform?: string): Promise<ImageInspectInfo> {
  const here = await find(engine, name);
  if (here) return here;
  await pull(engine, name, platform);
  const pulled = await find(engine, name);
  if (!pulled) throw new Error(`unable to find or pull image ${name}`);
  return pulled;
}

async function pull(engine: Daemon, name: string, platform?: string): Promise<void> {
  const options = given({ platform, authconfig: engine.credentials(name) });
  const trouble = `unable to pull image ${name}`;
  const output = await daemon(trouble, engine.docker.pull(name, options));
  const finished = new Promise<void>((done, fail) => {
    engine.docker.modem.followProgress(output, (error) => (error ? fail(error) : done()));
  });
  await daemon(trouble, finished);
}
