import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import type Docker from "dockerode";

/** Runs a command inside a container and returns what it printed; throws with its error output on a non-zero exit. */
export async function exec(container: Docker.Container, command: readonly string[]): Promise<string> {
  const run = await container.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true });
  const stream = await run.start({});
  const [out, err] = [new PassThrough(), new PassThrough()];
  container.modem.demuxStream(stream, out, err);
  stream.on("end", () => [out, err].map((side) => side.end()));
  const [printed, complaint] = await Promise.all([text(out), text(err)]);
  const { ExitCode } = await run.inspect();
  if (ExitCode !== 0) throw new Error(`${command.join(" ")} exited ${ExitCode}: ${complaint || printed}`);
  return printed;
}
