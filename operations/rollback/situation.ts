import {
  type Checkpoint,
  CheckpointError,
  currentState,
  expectUsable,
  type History,
  type HistoryEntry,
  isRelease,
  type Opened,
  openCheckpoint,
  readCheckpoint,
  STACK_TYPE,
  type Target,
  throughEngine,
} from "../checkpoint";
import type { Audit } from "./audit";
import { type Release, takenBack, whoRan } from "./release";

/** A stack whose releases can be looked at and returned to. */
export interface StackAt {
  readonly history: History;
  readonly audit: Audit;
  readonly target: Target;
  /** The stack file with the config. */
  readonly configFile: string;
  /** Tried in this order on every checkpoint. */
  readonly passphrases: readonly string[];
}

/**
 * Oldest first; everything that the engine ever did to the stack.
 * @param only number of the one whose checkpoint is read; a long history takes seconds to read. @default - all
 */
export async function releasesOf({ history, audit }: StackAt, only?: number): Promise<readonly Release[]> {
  const entries = await history.entries();
  const taken = takenBack(entries);
  return Promise.all(
    entries.map(async (entry): Promise<Release> => {
      const skipped = only !== undefined && only !== entry.number;
      const seen = !isRelease(entry) ? { hindrance: notARelease(entry) } : skipped ? {} : await look(history, entry);
      const takenBackBy = taken.get(entry.number);
      const { health } = await audit.of(entry.key);
      return {
        number: entry.number,
        entry,
        who: whoRan(entry),
        versions: {},
        health,
        ...seen,
        ...(takenBackBy !== undefined && { takenBackBy }),
      };
    }),
  );
}

/** The two states between which a rollback leads, with their secrets readable. */
export interface Both {
  readonly recorded: Opened;
  readonly today: Opened;
}

/** @throws CheckpointError, before anything is touched */
export async function openBoth(at: StackAt, { entry }: Release): Promise<Both> {
  const { history, passphrases, target } = at;
  const recorded = readCheckpoint(await history.checkpoint(entry));
  expectUsable(recorded, history);
  const open = (checkpoint: Checkpoint) => openCheckpoint(checkpoint, passphrases, throughEngine(target.env));
  return { recorded: await open(recorded), today: await open(await currentState(history)) };
}

async function look(history: History, entry: HistoryEntry): Promise<Partial<Release>> {
  try {
    const checkpoint = readCheckpoint(await history.checkpoint(entry));
    expectUsable(checkpoint, history);
    return saidBy(checkpoint);
  } catch (error) {
    if (error instanceof CheckpointError) return { hindrance: error.message.split(";")[0] ?? error.trouble };
    throw error;
  }
}

/** The outputs that tell versions and slot are not secret, so a list needs no passphrase. */
function saidBy({ deployment }: Checkpoint): Partial<Release> {
  const outputs = deployment.resources.find(({ type }) => type === STACK_TYPE)?.outputs ?? {};
  const { versions, activeSlot } = outputs;
  return {
    versions: (typeof versions === "object" ? versions : {}) as Record<string, string>,
    ...(typeof activeSlot === "string" && { activeSlot }),
  };
}

function notARelease({ damage, kind, result }: HistoryEntry): string {
  if (damage) return damage;
  if (kind !== "update") return `a ${kind}`;
  return result === "succeeded" ? "it changed nothing" : `it ${result}`;
}
