import type { Opened } from "./decrypt";
import { type Ran, type RunOptions, runPlan, type Target } from "./engine";
import { asRecorded, planReplay } from "./plan";

export interface Replayed {
  readonly ok: boolean;
  /** One run, or two where something had to be put back that the recorded options would have left alone. */
  readonly runs: readonly Ran[];
  /** Protected resources of today that the checkpoint does not know: they stay, with all that they need. */
  readonly kept: readonly string[];
}

/**
 * Makes a stack what a checkpoint says, whatever it is today. Run again after a failure it goes on where it stopped; run
 * again after a success it changes nothing.
 * @param today the state as it is now; none for a stack that has nothing yet
 */
export async function replay(
  recorded: Opened,
  today: Opened | undefined,
  target: Target,
  options: RunOptions = {},
): Promise<Replayed> {
  const plan = planReplay(recorded, today);
  const kept = plan.registrations.filter(({ origin }) => origin === "kept").map(({ resource }) => resource.urn);
  const first = await runPlan(plan, target, options);
  if (!first.ok || options.preview || !plan.unfinished) return { ok: first.ok, runs: [first], kept };
  // Whatever was left out to put values back is given again; the values are the recorded ones by now.
  const second = await runPlan(asRecorded(recorded, today), target, { ...options, refresh: false });
  return { ok: second.ok, runs: [first, second], kept };
}
