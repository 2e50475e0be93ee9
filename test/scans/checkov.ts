import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { attempt } from "../../toolchain/command";
import { layoutOf } from "../../toolchain/layout";
import { scanners } from "../../toolchain/steps/scanners";

export type Framework = "kubernetes" | "dockerfile" | "secrets";

export interface Scan {
  readonly passed: number;
  readonly skipped: number;
  /** `CKV_K8S_38 Deployment.space.thing in /4-workloads/thing.yaml`. */
  readonly failed: readonly string[];
  /** What could not be read, and therefore was not judged. */
  readonly unread: number;
  /** Files that at least one check judged. */
  readonly files: readonly string[];
}

interface Check {
  readonly check_id: string;
  readonly resource: string;
  readonly file_path: string;
}

interface Report {
  readonly results: {
    readonly passed_checks: readonly Check[];
    readonly failed_checks: readonly Check[];
    readonly skipped_checks: readonly Check[];
    readonly parsing_errors: readonly string[];
  };
}

/** Python, many rules and a busy machine. */
const LIMIT_SECONDS = 540;

/** @returns path of checkov, which is installed when it is not there */
export async function checkov(): Promise<string> {
  return (await scanners(layoutOf(), console.log)).checkov;
}

/** Scans what lies below a folder. The report is a file: on the terminal it is cut or mixed with warnings. */
export async function scan(frameworks: readonly Framework[], folder: string, reports: string): Promise<Scan> {
  const report = ["--output", "json", "--output-file-path", reports];
  // A download would bring texts about the checks, never a check.
  const args = ["--framework", ...frameworks, "--directory", folder, ...report, "--skip-download"];
  // A configuration of the user's own could skip some.
  const env = { LOG_LEVEL: "ERROR", HOME: reports };
  const { output } = await attempt(await checkov(), args, { env, cwd: reports, limitSeconds: LIMIT_SECONDS });
  const text = await readFile(join(reports, "results_json.json"), "utf8").catch(() => {
    throw new Error(`checkov wrote no report:\n${output.slice(-2000)}`);
  });
  return summary(JSON.parse(text));
}

/** One report for each framework that found files; none at all is a list of nothing. */
function summary(parsed: Report | readonly Report[]): Scan {
  const reports = [parsed].flat().filter((report): report is Report => "results" in report);
  const all = (kind: keyof Report["results"]) => reports.flatMap(({ results }) => results[kind] as readonly Check[]);
  const judged = [...all("passed_checks"), ...all("failed_checks")];
  return {
    passed: all("passed_checks").length,
    skipped: all("skipped_checks").length,
    failed: all("failed_checks").map((check) => `${check.check_id} ${check.resource} in ${check.file_path}`),
    unread: reports.flatMap(({ results }) => results.parsing_errors).length,
    files: [...new Set(judged.map(({ file_path }) => file_path))].sort(),
  };
}
