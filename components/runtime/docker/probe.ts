import type { HttpProbe, Probe } from "../../workload";

/**
 * The command that asks a workload from inside its own container, with what its image has to ask with.
 * Exit code 0 means ready; anything but a 200 answer within 5 s does not.
 */
export function probeCommand(probe: Probe): readonly string[] {
  return probe.kind === "exec" ? probe.command : askers[probe.with](probe);
}

const TIMEOUT_SECONDS = 5;

const askers: Record<HttpProbe["with"], (probe: HttpProbe) => readonly string[]> = {
  wget: (probe) => ["wget", "-q", "-T", `${TIMEOUT_SECONDS}`, "-O", "/dev/null", url(probe)],
  curl: (probe) => ["curl", "-fsSk", "-m", `${TIMEOUT_SECONDS}`, "-o", "/dev/null", url(probe)],
  node: (probe) => [
    "node",
    "-e",
    `fetch("${url(probe)}",{signal:AbortSignal.timeout(${TIMEOUT_SECONDS}e3)}).then(r=>process.exit(r.status===200?0:1),()=>process.exit(1))`,
  ],
  // Images without any client (Qdrant, HAProxy, text-embeddings-inference) do have bash, and bash can open a socket.
  bash: (probe) => [
    "bash",
    "-c",
    `exec 3<>/dev/tcp/127.0.0.1/${probe.port} && printf 'GET ${probe.path} HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && ` +
      `read -r -t ${TIMEOUT_SECONDS} _ status _ <&3 && [ "$status" = 200 ]`,
  ],
};

function url(probe: HttpProbe): string {
  return `${probe.tls ? "https" : "http"}://127.0.0.1:${probe.port}${probe.path}`;
}
