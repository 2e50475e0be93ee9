import {
  currentState,
  type Difference,
  diffCheckpoints,
  type Opened,
  openCheckpoint,
  planReplay,
  type Ran,
  replay,
  runPlan,
  throughEngine,
  verify,
} from "../checkpoint";
import { fastPath } from "./fast-path";
import { askHealth } from "./health";
import { judge, judgePreview } from "./judge";
import { type Release, returnedTo, rollbackMessage } from "./release";
import { type ReleaseConfig, releaseConfig } from "./release-config";
import { proofOf, type Report, sorted } from "./report";
import type { Both } from "./situation";
import { openBoth, type StackAt } from "./situation";
import { accept, type Verdict } from "./verdict";
import { runningNow, settled, workloadsOf } from "./workloads";

/** A rollback that has been thought through and not begun. */
export interface Prepared {
  readonly release: Release;
  readonly both: Both;
  readonly config: ReleaseConfig;
  readonly verdicts: readonly Verdict[];
  readonly differences: readonly Difference[];
  /** Resources to work on where the traffic alone differs; else the whole stack is gone through. */
  readonly targets: readonly string[] | undefined;
  readonly preview: Ran | undefined;
  /** Number of the release that runs today: the way back. */
  readonly today: number | undefined;
}

export interface PrepareOptions {
  /** Checks that the operator answers for. */
  readonly accepted: readonly string[];
  /** Ask the engine too, although the way is short. */
  readonly thorough: boolean;
  readonly onOutput?: (text: string) => void;
}

/** Everything that is to be known before the first resource is touched. @throws CheckpointError */
export async function prepare(
  at: StackAt,
  releases: readonly Release[],
  release: Release,
  options: PrepareOptions,
): Promise<Prepared> {
  const both = await openBoth(at, release);
  const config = await releaseConfig(at, release, both);
  const differences = diffCheckpoints(both.today, both.recorded);
  const [answers, targets] = await Promise.all([
    judge(both, at),
    shortWay(both, { wanted: release.entry.config, present: releases.at(-1)?.entry.config ?? {} }, differences),
  ]);
  const preview = targets && !options.thorough ? undefined : await previewOf(at, both, config, options);
  const all = preview ? [...answers, judgePreview(preview)] : answers;
  const verdicts = accept(all, options.accepted);
  return { release, both, config, differences, targets, preview, verdicts, today: runsToday(releases) };
}

export interface ApplyOptions {
  readonly onOutput?: (text: string) => void;
  /** When the whole command began, on the clock of `performance.now()`. */
  readonly began: number;
}

/** Re-applies, proves, writes the config and asks the stack how it is. A failure leaves config and audit as they were. */
export async function apply(at: StackAt, prepared: Prepared, options: ApplyOptions): Promise<Report> {
  const { release, both, config, targets } = prepared;
  const message = rollbackMessage(release);
  const replayed = await replay(
    both.recorded,
    both.today,
    { ...at.target, configFile: config.during },
    {
      message,
      ...(targets ? { targets } : { refresh: true }),
      ...(options.onOutput && { onOutput: options.onOutput }),
    },
  );
  const now = await openNow(at);
  const proof = verify(both.recorded, now, replayed.kept);
  if (replayed.ok) config.write();
  const services = await servicesOf(both.recorded, replayed.ok, options);
  const health = await askHealth(both.recorded, replayed.ok ? undefined : 1);
  const ok = replayed.ok && proof.exact && health.health !== "bad";
  const steps = replayed.runs.flatMap((run) => run.steps);
  const report: Report = {
    stack: at.history.stack,
    release: release.number,
    ok,
    path: targets ? "fast" : "full",
    seconds: {
      engine: replayed.runs.reduce((sum, run) => sum + run.seconds, 0),
      health: health.seconds,
      total: (performance.now() - options.began) / 1000,
    },
    ...sorted(steps),
    kept: replayed.kept,
    config: replayed.ok ? config.changed : [],
    services,
    proof: proofOf(proof),
    health,
    back: `npx vp rollback --stack ${at.history.stack} --to ${prepared.today ?? "N"}`,
  };
  await note(at, ok, report);
  return report;
}

function runsToday(releases: readonly Release[]): number | undefined {
  const newest = releases.findLast(({ hindrance }) => !hindrance);
  return newest && (returnedTo(newest.entry.message) ?? newest.number);
}

async function openNow({ history, passphrases, target }: StackAt): Promise<Opened> {
  return openCheckpoint(await currentState(history), passphrases, throughEngine(target.env));
}

async function note(at: StackAt, ok: boolean, { health }: Report): Promise<void> {
  const newest = (await at.history.entries()).at(-1);
  if (newest) await at.audit.write(newest.key, ok ? health.health : "bad", health.because);
}

/** Where the engine has failed, nothing is waited for. */
async function servicesOf(
  { resources }: Opened,
  finished: boolean,
  { onOutput }: ApplyOptions,
): Promise<Report["services"]> {
  const now = await settled(workloadsOf(resources), {
    ...(!finished && { patienceMs: 0 }),
    onWait: ({ running, total }) => onOutput?.(`${running} of ${total} run, waiting for the others\n`),
  });
  return now && { running: now.running, total: now.total };
}

async function shortWay(
  { recorded, today }: Both,
  config: Parameters<typeof fastPath>[2],
  differences: readonly Difference[],
): Promise<readonly string[] | undefined> {
  const now = await runningNow(workloadsOf(today.resources));
  return fastPath(differences, recorded, config, now?.workloads);
}

function previewOf(
  at: StackAt,
  { recorded, today }: Both,
  config: ReleaseConfig,
  options: PrepareOptions,
): Promise<Ran> {
  const target = { ...at.target, configFile: config.during };
  const plan = planReplay(recorded, today);
  return runPlan(plan, target, {
    preview: true,
    refresh: true,
    ...(options.onOutput && { onOutput: options.onOutput }),
  });
}
