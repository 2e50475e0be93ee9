import { z } from "zod";
import type { BlobStore } from "../checkpoint";

/** How a release was judged when it had been deployed. */
export const HEALTH = ["good", "bad", "unknown"] as const;
export type Health = (typeof HEALTH)[number];

const note = z.looseObject({
  health: z.enum(HEALTH).default("unknown"),
  /** In words: what was asked and what it answered. */
  because: z.string().default(""),
  at: z.string().default(""),
});
export type Note = z.output<typeof note>;

const NOTHING: Note = { health: "unknown", because: "", at: "" };

/**
 * What the tools know about a run of the engine and the engine does not. It lies in the backend, beside the history, a
 * file for each run, so that two tools never write the same one.
 */
export class Audit {
  constructor(
    private readonly store: BlobStore | undefined,
    private readonly project: string,
    private readonly stack: string,
  ) {}

  /** @param run key of its history entry. What is not there or not readable says nothing: never "good". */
  async of(run: string): Promise<Note> {
    const bytes = await this.store?.read(this.key(run));
    if (!bytes) return NOTHING;
    try {
      return note.parse(JSON.parse(new TextDecoder().decode(bytes)));
    } catch {
      return NOTHING;
    }
  }

  async write(run: string, health: Health, because: string): Promise<void> {
    const at = new Date().toISOString();
    await this.store?.write(this.key(run), `${JSON.stringify({ health, because, at })}\n`);
  }

  private key(run: string): string {
    return `.pulumi/vector-platform/${this.project}/${this.stack}/${run}.json`;
  }
}
