/** The package shows its own types only to `moduleResolution: node16` and later; this is the part in use here. */
declare module "node-pg-migrate" {
  import type { Client } from "pg";

  export interface RunnerOptions {
    readonly dbClient: Client;
    readonly dir: string;
    readonly direction: "up" | "down";
    readonly migrationsTable: string;
    readonly count: number;
    readonly noLock: boolean;
    readonly singleTransaction: boolean;
    readonly logger: Record<"info" | "warn" | "error", (text: string) => void>;
  }

  export function runner(options: RunnerOptions): Promise<{ readonly name: string }[]>;
}
