import { join, resolve } from "node:path";

const VARIABLE = "PULUMI_OPTION_POLICY_PACK";

/** Every run of the benchmark is judged by the policies, as every run of a user is: the empty program's too. */
export function judgeEveryRun(env: NodeJS.ProcessEnv = process.env): void {
  env[VARIABLE] ||= resolve(join(__dirname, "../../policies"));
}

/** @throws when the engine's output does not show that policies have judged the run: a ratio to it would compare unlike things */
export function expectJudged(output: string): void {
  if (/^Policies:\n +\S+ vector-platform@/m.test(output)) return;
  throw new Error(`the run was not judged by the policy pack (${VARIABLE}); it said:\n${output}`);
}
