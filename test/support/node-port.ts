import { list } from "../kubernetes/support/kubectl";

const LOWEST = 30_000;
const HIGHEST = 32_767;

/** A node port that no service of the cluster has. Begins at a place of its own, so that two runs rarely look at the same. */
export async function freeNodePort(): Promise<number> {
  const services = await list("services");
  const taken = new Set(services.flatMap(({ spec }) => (spec.ports ?? []).map((port: Port) => port.nodePort)));
  const count = HIGHEST - LOWEST + 1;
  const begin = (process.pid * 37) % count;
  for (let step = 0; step < count; step++) {
    const port = LOWEST + ((begin + step) % count);
    if (!taken.has(port)) return port;
  }
  throw new Error("the cluster has no node port left");
}

interface Port {
  readonly nodePort?: number;
}
