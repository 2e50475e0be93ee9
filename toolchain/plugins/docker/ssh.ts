import { spawn } from "node:child_process";
import { Duplex } from "node:stream";

/** What ssh says last is why it failed. */
const KEPT_ERROR_BYTES = 2000;

/**
 * A connection to the docker engine of another machine, carried by the ssh client of this one:
 * so the user's keys, agent, known hosts and ssh configuration count, as they do for the docker command.
 */
export function dialStdio(url: URL, options: readonly string[]): Duplex {
  const target = [...(url.username ? ["-l", url.username] : []), ...(url.port ? ["-p", url.port] : [])];
  const remote = ["--", url.hostname, "docker", "system", "dial-stdio"];
  const ssh = spawn("ssh", [...options, ...target, "-T", ...remote], { stdio: "pipe" });
  const connection = Duplex.from({ readable: ssh.stdout, writable: ssh.stdin });
  let said = "";
  ssh.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-KEPT_ERROR_BYTES);
  });
  ssh.on("error", (error) => connection.destroy(new Error(`cannot run ssh: ${error.message}`)));
  ssh.on("close", (code) => {
    if (code !== 0) connection.destroy(new Error(`ssh ${url.host} ended with ${code}: ${said.trim()}`));
  });
  connection.on("close", () => ssh.kill());
  return asSocket(connection);
}

/** An HTTP agent treats its connections as sockets; these methods mean nothing to a pipe. */
function asSocket(connection: Duplex): Duplex {
  const same = (): Duplex => connection;
  return Object.assign(connection, { setKeepAlive: same, setNoDelay: same, setTimeout: same, ref: same, unref: same });
}
