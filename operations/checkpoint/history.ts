import { z } from "zod";
import { CheckpointError } from "./errors";
import { type Checkpoint, decompressed, readCheckpoint } from "./read";
import { historyFile } from "./schema";
import type { Value } from "./values";

/** One run of the engine on a stack, as the backend remembers it. */
export interface HistoryEntry {
  /** Counted over everything in the history, the oldest is 1; on the service backend, the service's own number. */
  readonly number: number;
  /** Name of its file without the endings, where there is one. Stays when older entries go. */
  readonly key: string;
  readonly kind: string;
  readonly result: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly message: string;
  /** Facts about the run: version control, command line flags. */
  readonly environment: Readonly<Record<string, string>>;
  /** Config as it stood in the stack file. */
  readonly config: Readonly<Record<string, Value>>;
  readonly changes: Readonly<Record<string, number>>;
  /** Why the entry cannot be read; everything else is then a guess. */
  readonly damage?: string;
}

/** Where the history of one stack is kept. */
export interface History {
  readonly project: string;
  readonly stack: string;
  /** Oldest first. */
  entries(): Promise<readonly HistoryEntry[]>;
  /** The checkpoint that a run left, as it lies there. @throws CheckpointError `missing` */
  checkpoint(entry: HistoryEntry): Promise<Uint8Array>;
  /** The state of today. @throws CheckpointError `missing` */
  current(): Promise<Uint8Array>;
  /** Who is at work on the stack, in words. */
  locks(): Promise<readonly string[]>;
}

/** An update that succeeded and changed something: what one can return to. */
export function isRelease(entry: HistoryEntry): boolean {
  return entry.kind === "update" && entry.result === "succeeded" && changesOf(entry) > 0;
}

/** Resources that the run created, updated, replaced or deleted. */
export function changesOf({ changes }: HistoryEntry): number {
  return Object.entries(changes).reduce((sum, [kind, count]) => (kind === "same" ? sum : sum + count), 0);
}

/** What a history file says; one that cannot be read keeps its place and its number. */
export function entryOf(number: number, key: string, bytes: Uint8Array | undefined): HistoryEntry {
  const file = bytes && parsed(bytes);
  if (!file) return { ...damaged(number, key), damage: "its history file is cut off or damaged" };
  return {
    number,
    key,
    kind: file.kind,
    result: file.result,
    startedAt: new Date(file.startTime * 1000),
    endedAt: new Date(file.endTime * 1000),
    message: file.message,
    environment: file.environment,
    config: file.config,
    changes: file.resourceChanges,
  };
}

/** @throws CheckpointError `missing` with the list of what there is */
export function entryNumbered(entries: readonly HistoryEntry[], number: number): HistoryEntry {
  const entry = entries.find((candidate) => candidate.number === number);
  if (entry && isRelease(entry)) return entry;
  const there = entries.filter(isRelease).map((release) => release.number);
  const why = entry ? `run ${number} of this stack was no release` : `there is no release ${number} of this stack`;
  throw new CheckpointError("missing", why, `releases there are: ${there.join(", ") || "none"}`);
}

function parsed(bytes: Uint8Array): z.output<typeof historyFile> | undefined {
  try {
    return historyFile.parse(JSON.parse(decompressed(bytes)));
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError || error instanceof CheckpointError)
      return undefined;
    throw error;
  }
}

function damaged(number: number, key: string): HistoryEntry {
  const then = new Date(0);
  const unknown = { kind: "unknown", result: "unknown", message: "", environment: {}, config: {}, changes: {} };
  return { number, key, startedAt: then, endedAt: then, ...unknown };
}

/** A stack that was destroyed has a state without resources: everything is made anew. */
export async function currentState(history: History): Promise<Checkpoint> {
  try {
    return readCheckpoint(await history.current());
  } catch (error) {
    if (!(error instanceof CheckpointError) || error.trouble !== "empty") throw error;
    const { project, stack } = history;
    return { version: 3, project, stack, deployment: { manifest: { time: "" }, resources: [] } };
  }
}
