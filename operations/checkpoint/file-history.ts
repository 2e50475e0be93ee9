import { z } from "zod";
import { CheckpointError } from "./errors";
import { entryOf, type History, type HistoryEntry } from "./history";
import { readCheckpoint } from "./read";
import { type BlobStore, fileName } from "./store";

const HISTORY_FILE = /\.history\.json(\.gz|\.zst)?$/;
/** Compressions in which a backend may have written. */
const ENDINGS = ["", ".gz", ".zst"];

/** History of a stack on a backend that keeps files: a folder, or a bucket with the same layout. */
export class FileHistory implements History {
  constructor(
    private readonly store: BlobStore,
    readonly project: string,
    readonly stack: string,
  ) {}

  async entries(): Promise<readonly HistoryEntry[]> {
    const keys = await this.store.list(this.folder);
    // Names end with the nanosecond of the run, so the order of names is the order of time.
    const files = keys.filter((key) => HISTORY_FILE.test(key));
    const read = async (key: string, index: number) =>
      entryOf(index + 1, fileName(key).replace(HISTORY_FILE, ""), await this.store.read(key));
    return Promise.all(files.map(read));
  }

  async checkpoint(entry: HistoryEntry): Promise<Uint8Array> {
    const base = `${this.folder}/${entry.key}.checkpoint.json`;
    const found = await this.first(base);
    if (found) return found;
    throw new CheckpointError(
      "missing",
      `release ${entry.number} has no checkpoint any more`,
      "choose another release",
    );
  }

  /** The backend writes the state, then a copy; a machine that lost power in between has one of them in pieces. */
  async current(): Promise<Uint8Array> {
    const base = `.pulumi/stacks/${this.project}/${this.stack}.json`;
    const state = await this.first(base);
    if (state && readable(state)) return state;
    const copy = (await this.first(`${base}.bak`)) ?? (await this.store.read(`${base}.gz.bak`));
    if (copy && readable(copy)) return copy;
    if (state) return state;
    throw new CheckpointError("missing", `there is no stack "${this.stack}" of ${this.project} here`, "check the name");
  }

  /** A lock has no lease: a process that was killed leaves its own behind. */
  async locks(): Promise<readonly string[]> {
    const keys = await this.store.list(`.pulumi/locks/organization/${this.project}/${this.stack}`);
    const files = await Promise.all(keys.filter((key) => key.endsWith(".json")).map((key) => this.store.read(key)));
    return files.map((bytes) => lockIn(bytes));
  }

  private get folder(): string {
    return `.pulumi/history/${this.project}/${this.stack}`;
  }

  private async first(base: string): Promise<Uint8Array | undefined> {
    for (const ending of ENDINGS) {
      const bytes = await this.store.read(`${base}${ending}`);
      if (bytes) return bytes;
    }
    return undefined;
  }
}

const lock = z.object({ pid: z.number(), username: z.string(), hostname: z.string(), timestamp: z.string() });

function lockIn(bytes: Uint8Array | undefined): string {
  try {
    const { pid, username, hostname, timestamp } = lock.parse(JSON.parse(new TextDecoder().decode(bytes)));
    return `${username}@${hostname} (process ${pid}) since ${timestamp}`;
  } catch {
    return "somebody whose lock cannot be read";
  }
}

function readable(bytes: Uint8Array): boolean {
  try {
    readCheckpoint(bytes);
    return true;
  } catch (error) {
    // A state without resources is whole as well: `destroy` leaves one.
    if (error instanceof CheckpointError) return error.trouble === "empty" && bytes.length > 0;
    throw error;
  }
}
