import type { remote } from "@pulumi/command";
import type { Unwrap } from "@pulumi/pulumi";
import type { Client, ClientChannel } from "ssh2";
import type { Context } from "../../provider/resource";
import type { CommandKind } from "../command";
import { type Outcome, Output } from "../output";
import { COMMON } from "../schema";
import { connected, connectionFailures } from "./connection";

type RemoteInputs = Unwrap<remote.CommandArgs>;

/** Runs on another machine, over ssh. */
export const remoteCommand: CommandKind<RemoteInputs> = {
  schema: { ...COMMON, connection: {} },
  unprinted: ["connection"],
  failures: connectionFailures,
  run: (command, inputs, environment, context) =>
    connected(inputs.connection, context.signal, (client) => run(client, command, inputs, environment, context)),
};

async function run(
  client: Client,
  command: string,
  inputs: RemoteInputs,
  environment: Readonly<Record<string, string>>,
  context: Context,
): Promise<Outcome> {
  const output = new Output(context, inputs.logging);
  const channel = await start(client, command, environment);
  channel.setEncoding("utf8").on("data", (text: string) => output.take("stdout", text));
  channel.stderr.setEncoding("utf8").on("data", (text: string) => output.take("stderr", text));
  channel.on("error", () => undefined).end(inputs.stdin ?? "");
  const failure = await new Promise<string | undefined>((done) => {
    channel.on("close", (code: number | undefined, signal: string | undefined) => done(failureOf(code, signal)));
  });
  return output.finish(command, failure);
}

function start(client: Client, command: string, env: Readonly<Record<string, string>>): Promise<ClientChannel> {
  return new Promise((done, fail) => {
    client.exec(command, { env: { ...env } }, (error, channel) => (error ? fail(error) : done(channel)));
  });
}

function failureOf(code: number | undefined, signal: string | undefined): string | undefined {
  if (code === 0) return undefined;
  if (signal) return `Process exited with signal ${signal}`;
  return code === undefined ? "the connection ended before the command did" : `Process exited with status ${code}`;
}
