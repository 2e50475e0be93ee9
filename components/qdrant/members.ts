import type { Runtime, Workload } from "../workload";

/** Members talk to each other here. Nothing asks for a key on it, so nobody else may reach it. */
export const P2P_PORT = 6335;

/**
 * Members that others ask for. Three whatever the size of the cluster, so that growing it restarts none of those that run;
 * a seed that does not exist is passed over.
 */
const SEEDS = 3;

/** How long a first member without storage looks for an existing cluster before it founds one. */
const FOUND_AFTER_SECONDS = 5;

/**
 * The shell part of a member's start; it leaves the options for the server in `$@`. Seeds are its arguments, the first of
 * them being the founder.
 *
 * A member that has joined once finds the others by what it stored, and the server then ignores `--bootstrap`. Without
 * storage (its first start, or a lost volume) it has to be told whom to join. The founder is no exception: alone it would
 * found a second cluster beside the one that it has lost, so it founds only when no other seed answers. A member opens its
 * port only after it has joined, which is why an answer means "there is a cluster".
 */
const JOIN = `
trap 'exit 143' TERM
founder=$1
own=$HOSTNAME\${founder#"\${founder%%.*}"}
answering() {
  for seed; do
    [ "$seed" = "$own" ] && continue
    timeout 2 bash -c 'exec 3<>"/dev/tcp/$0/${P2P_PORT}"' "$seed" 2>/dev/null && echo "$seed" && return
  done
}
known=$(answering "$@")
looks=1
while [ -z "$known" ] && [ ! -e /qdrant/storage/raft_state.json ]; do
  [ "$own" = "$founder" ] && [ "$looks" -gt ${FOUND_AFTER_SECONDS} ] && break
  echo "qdrant: no member of the cluster answers yet" >&2
  sleep 1
  known=$(answering "$@")
  looks=$((looks + 1))
done
[ -n "$known" ] || [ "$own" = "$founder" ] || known=$founder
set -- --uri "http://$own:${P2P_PORT}" \${known:+--bootstrap "http://$known:${P2P_PORT}"}
`.trim();

type Clustered = Pick<Workload, "name" | "replicas">;

export interface MemberStart {
  /** Shell commands that run before the server starts and leave its options in `$@`. */
  readonly script: string;
  /** Arguments of the script. */
  readonly seeds: readonly string[];
}

/** How each replica becomes a member of one cluster. @returns undefined for a server that stands alone */
export function memberStart(
  runtime: Pick<Runtime, "memberHosts">,
  { name, replicas = 1 }: Clustered,
): MemberStart | undefined {
  if (replicas === 1) return undefined;
  return { script: JOIN, seeds: runtime.memberHosts({ name, replicas: SEEDS }) };
}
