import type { Workload } from "../../workload";
import { probeCommand } from "./probe";
import { shellWords } from "./shell";

/** Log lines of a workload that did not become ready, shown in the error. */
const LOG_LINES = 25;
/** Restarts after which a workload counts as crashing rather than as slow. */
const CRASHES = 3;
/** Signals after which a reload counts as refused, a second apart, and looks between two of them. */
const SIGNALS = 15;
const LOOKS = 10;

/**
 * Shell script that succeeds when the container answers its probe, and fails with the last lines of its log when it
 * crashes or is not ready in time. It asks the probe itself, since Docker's own health check first asks after a whole
 * interval. The process limit is set here because the Docker provider has no field for it.
 */
export function readyScript(container: string, workload: Workload, pidsLimit: number): string {
  const name = shellWords([container]);
  return `set -u
fail() {
  printf '%s\\n' ${shellWords([workload.name])}" is not ready: $1" "last lines of its log:" >&2
  docker logs --tail ${LOG_LINES} ${name} 2>&1 | sed 's/^/  | /' >&2
  exit 1
}
end=$(($(date +%s) + ${workload.health.startWithinSeconds}))
while :; do
  state=$(docker inspect -f '{{.State.Status}} {{.RestartCount}}' ${name}) || exit 1
  [ "\${state##* }" -lt ${CRASHES} ] || fail "it crashed \${state##* } times"
  case $state in exited*|dead*) fail "it has stopped" ;; esac
  docker exec ${name} ${shellWords(probeCommand(workload.health.ready))} >/dev/null 2>&1 &&
    docker update --pids-limit ${pidsLimit} ${name} >/dev/null && exit 0
  [ "$(date +%s)" -lt $end ] || fail "it did not answer its probe within ${workload.health.startWithinSeconds} s"
  sleep 0.2
done`;
}

/** Shell script that has a running workload take its changed files, then waits as `readyScript` does. */
export function reloadScript(container: string, workload: Workload, pidsLimit: number): string {
  const ready = readyScript(container, workload, pidsLimit);
  if (!workload.reload) return ready;
  const { check, signal, applied } = workload.reload;
  const inside = (command: readonly string[]) => `docker exec ${shellWords([container])} ${shellWords(command)}`;
  const send = `docker kill --signal ${signal} ${shellWords([container])} >/dev/null || exit 1`;
  const stop = (why: string) => `{ echo ${shellWords([why])} >&2; exit 1; }`;
  return [
    ...(check ? [`${inside(check)} >&2 || ${stop("the old configuration still serves")}`] : []),
    applied ? untilApplied(send, inside(applied), stop(`no new configuration after ${SIGNALS} signals`)) : send,
    ready,
  ].join("\n");
}

/** A signal every second, and a look every tenth of one. */
function untilApplied(send: string, applied: string, giveUp: string): string {
  return `look=0
until [ $look -gt 0 ] && ${applied} >/dev/null 2>&1; do
  [ $look -lt ${SIGNALS * LOOKS} ] || ${giveUp}
  [ $((look % ${LOOKS})) -ne 0 ] || { ${send}; }
  look=$((look + 1))
  sleep 0.1
done`;
}
