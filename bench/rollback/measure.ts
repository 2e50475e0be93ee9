import { PORTS } from "../measures/platform";
import type { Samples } from "../report/rows";
import type { Steps } from "../steps";
import { Rollback } from "./rollback";

/** On a stack of its own, whose project is a repository with the releases as its commits. */
export async function measureRollback(steps: Steps, samples: Samples): Promise<void> {
  const config = { environment: "development", gateway: PORTS };
  const rollback = new Rollback(`bench-rollback-${process.pid}`, config, samples);
  try {
    if (!(await steps.run("rollback: a stack to take back", () => rollback.create()))) return;
    await steps.run("rollback: fast path, replay and old program", () => rollback.fast());
    await steps.run("rollback: once more, the other way round", () => rollback.again());
    await steps.run("rollback: full path, replay and old program", () => rollback.full());
  } finally {
    await steps.cleanUp("rollback: remove", () => rollback.remove());
  }
}
