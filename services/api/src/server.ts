import cluster from "node:cluster";
import { createLog } from "./log";
import { SchemaError } from "./schema/judgement";
import { migrateForward, migrationStatus } from "./schema/migrate";
import { EXIT_CONFIG, readPostgresSettings, readSettings, SettingsError } from "./settings";
import { runWorker } from "./worker";
import { clusterFigures, runPrimary } from "./workers";

const USAGE = "usage: node server.js [serve | migrate | migrate:status]";

const COMMANDS: Readonly<Record<string, () => Promise<void>>> = { serve, migrate, "migrate:status": status };

async function serve(): Promise<void> {
  const settings = readSettings(process.env);
  const log = createLog(settings.LOG_LEVEL, { slot: settings.SLOT, version: settings.VERSION, pid: process.pid });
  if (settings.WORKERS > 1 && cluster.isPrimary) return runPrimary(settings.WORKERS, log);
  await runWorker({ settings, log, ...(cluster.isWorker && { exposition: clusterFigures }) });
}

/** Brings the schema forward, removals included: the job before a switch. Standard output is the result alone. */
async function migrate(): Promise<void> {
  const settings = readPostgresSettings(process.env);
  const applied = await migrateForward(settings, createLog(settings.LOG_LEVEL, {}, "stderr"));
  process.stdout.write(`${JSON.stringify({ applied })}\n`);
}

async function status(): Promise<void> {
  const migrations = await migrationStatus(readPostgresSettings(process.env));
  process.stdout.write(`${JSON.stringify({ migrations })}\n`);
}

async function main(name = "serve"): Promise<void> {
  const command = COMMANDS[name];
  if (!command) throw new SettingsError(`unknown command "${name}"\n${USAGE}`);
  await command();
}

main(process.argv[2]).catch((error: unknown) => {
  const expected = error instanceof SettingsError || error instanceof SchemaError;
  process.stderr.write(`${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = expected ? EXIT_CONFIG : 1;
});
