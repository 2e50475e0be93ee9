import type { CollectionState } from "../collection-spec";
import type { Configuration } from "./configuration";
import { Connection } from "./connection";
import { changes, FIXED } from "./diff";
import { HalfDoneError, PlainError } from "./errors";
import { Qdrant } from "./qdrant";
import { observed } from "./translate";

/** A look must not hold up a drift check of a platform that is down: it says so soon, for every collection. */
const LOOK_SECONDS = 5;

/** The life of a collection, free of the wire. */
export class CollectionProvider {
  private connection: Connection | undefined;

  configure(configuration: Configuration): void {
    this.connection = new Connection(configuration);
  }

  interrupt(): void {
    this.connection?.interrupt();
  }

  /** Creates it, or takes over one that exists and has the same fixed properties: an interrupted creation leaves such. */
  async create(declared: CollectionState): Promise<CollectionState> {
    if (!(await this.qdrant.create(declared))) {
      const actual = await this.look(declared);
      if (actual) refuseOther(actual, declared);
    }
    return this.converge(declared);
  }

  /** @returns nothing when it is gone */
  async read(name: string, state: Partial<CollectionState>): Promise<CollectionState | undefined> {
    const info = await this.qdrant.find(name, LOOK_SECONDS);
    return info && observed(name, info, state.backupPriority ?? "medium");
  }

  async update(declared: CollectionState): Promise<CollectionState> {
    return this.converge(declared);
  }

  async delete(name: string): Promise<void> {
    await this.qdrant.delete(name);
  }

  private get qdrant(): Qdrant {
    if (!this.connection) throw new PlainError("the provider was not configured");
    return new Qdrant(this.connection);
  }

  /** From what is there, not from what was recorded: the two differ after an interruption or a change by hand. */
  private async converge(declared: CollectionState): Promise<CollectionState> {
    const actual = await this.mustLook(declared);
    await this.qdrant.change(actual, declared);
    await this.convergeIndexes(actual, declared);
    return verified(await this.mustLook(declared), declared);
  }

  private async convergeIndexes(actual: CollectionState, declared: CollectionState): Promise<void> {
    const { name } = declared;
    const wanted = declared.payloadIndexes;
    const present = actual.payloadIndexes;
    for (const field of Object.keys(present)) {
      // A field's type changes only by way of no index at all.
      if (wanted[field] !== present[field]) await this.qdrant.dropIndex(name, field);
    }
    for (const [field, type] of Object.entries(wanted)) {
      if (present[field] !== type) await this.qdrant.putIndex(name, field, type);
    }
  }

  private async look(declared: CollectionState): Promise<CollectionState | undefined> {
    const info = await this.qdrant.find(declared.name);
    return info && observed(declared.name, info, declared.backupPriority);
  }

  private async mustLook(declared: CollectionState): Promise<CollectionState> {
    const actual = await this.look(declared);
    if (actual) return actual;
    throw new PlainError(
      `the collection "${declared.name}" is not in Qdrant any more, with all its vectors. If that is meant, ` +
        "`pulumi up --refresh` creates it again, empty; else restore it from its snapshot first.",
    );
  }
}

function refuseOther(actual: CollectionState, declared: CollectionState): void {
  const differing = FIXED.filter((key) => actual[key] !== declared[key]);
  if (differing.length === 0) return;
  const list = differing.map((key) => `${key} ${actual[key]}, declared ${declared[key]}`).join("; ");
  throw new PlainError(
    `a collection "${declared.name}" exists already and is another one: ${list}. Declare it as it is, or delete it by ` +
      "hand (its vectors are lost), or declare this one under another name.",
  );
}

function verified(actual: CollectionState, declared: CollectionState): CollectionState {
  const left = changes(actual, declared).map((change) => change.path);
  if (left.length === 0) return actual;
  throw new HalfDoneError(
    `Qdrant took the change of the collection "${declared.name}" but still reports another ${left.join(", ")}; ` +
      "does this version of Qdrant know the setting?",
    declared.name,
    actual,
  );
}
