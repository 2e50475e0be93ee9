import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { Input } from "@pulumi/pulumi";
import type { OnChange, Workload } from "../../workload";

/** One file as it lies in a mount: who may read it, and what its change asks for. */
export interface MountedFile {
  readonly path: string;
  readonly content: Input<string>;
  /** Owner and group are root; the workload is a member of the group. */
  readonly mode: "0440" | "0444";
  readonly onChange: OnChange;
}

/** A directory of files: a volume of its own, mounted read-only. */
export interface FileMount {
  readonly directory: string;
  /** Suffix of the volume's name. Follows the set of paths, so that a file that is no longer declared does not linger. */
  readonly suffix: string;
}

/** Every file of a workload, secrets narrower than configuration. */
export function mountedFiles(workload: Workload): MountedFile[] {
  return [
    ...(workload.files ?? []).map((file) => ({ ...file, mode: "0444" as const })),
    ...(workload.secrets ?? []).map((file) => ({ ...file, mode: "0440" as const })),
  ];
}

/** The directories that hold those files, in a stable order. */
export function fileMounts(files: readonly MountedFile[]): FileMount[] {
  const directories = [...new Set(files.map((file) => posix.dirname(file.path)))].sort();
  return directories.map((directory) => {
    const paths = files.map((file) => file.path).filter((path) => posix.dirname(path) === directory);
    return { directory, suffix: `files-${shortHash(paths.sort().join("\n"))}` };
  });
}

export function filesThat(onChange: OnChange, files: readonly MountedFile[]): MountedFile[] {
  return files.filter((file) => file.onChange === onChange);
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
