import { spawnSync } from "node:child_process";

/** The program to test: any HAProxy from 2.6 on, named by HAPROXY, or the one on PATH. */
const BINARY = process.env.HAPROXY ?? "haproxy";

/** A HAProxy that runs here; Debian's is installed where that is possible. */
export function haproxyBinary(): string {
  if (answers()) return BINARY;
  if (process.getuid?.() === 0 && !process.env.HAPROXY) {
    // The run level keeps the package from starting a service of its own.
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
    const install = ["install", "-y", "-q", "--no-install-recommends", "haproxy"];
    if (spawnSync("apt-get", install, { env }).status !== 0) {
      spawnSync("apt-get", ["update", "-q"], { env });
      spawnSync("apt-get", install, { env });
    }
    if (answers()) return BINARY;
  }
  throw new Error("The gateway's tests need HAProxy 2.6 or later on PATH: apt-get install -y haproxy");
}

function answers(): boolean {
  return spawnSync(BINARY, ["-v"]).status === 0;
}
