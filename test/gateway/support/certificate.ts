import { spawnSync } from "node:child_process";
import { certificatesOf, selfSignedCommand } from "../../../components/tls/certificate";

/** Key and certificate for 127.0.0.1, made the way a stack makes its own. */
export function certificate(): { readonly pem: string; readonly ca: string } {
  const made = spawnSync("sh", ["-c", selfSignedCommand(["localhost", "127.0.0.1"])], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`The gateway's tests need openssl on PATH: ${made.stderr}`);
  return { pem: made.stdout, ca: certificatesOf(made.stdout) };
}
