import { execFileSync } from "node:child_process";
import type { CommitTimes } from "./lead-time";

/** Asks the clone of the project. A commit that it lacks, or no clone at all, is no error: its time is not known. */
export function commitTimes(project: string, commits: readonly string[]): CommitTimes {
  if (commits.length === 0) return new Map();
  try {
    const args = ["log", "--no-walk=unsorted", "--ignore-missing", "--format=%H %ct", "--stdin"];
    const options = { cwd: project, input: `${commits.join("\n")}\n`, encoding: "utf8" } as const;
    const printed = execFileSync("git", args, { ...options, stdio: ["pipe", "pipe", "ignore"] });
    return new Map(printed.split("\n").filter(Boolean).map(timed));
  } catch {
    return new Map();
  }
}

function timed(line: string): [string, Date] {
  const [commit = "", seconds = ""] = line.split(" ");
  return [commit, new Date(Number(seconds) * 1000)];
}
