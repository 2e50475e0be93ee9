import { attempt } from "./command";
import type { Layout } from "./layout";

/** The stack that everybody has of their own. */
const STACK_FILE = "Pulumi.dev.yaml";
const FILTER = "filter.local-salt.clean";

/**
 * The engine writes the salt of this machine's passphrase into the stack file. For `dev` a git filter, which
 * .gitattributes names, keeps that line out of diffs and commits; where it is missing the engine makes a new one.
 */
export async function hideLocalSalt(layout: Layout): Promise<void> {
  const git = async (...args: string[]) => (await attempt("git", args, { cwd: layout.project })).ok;
  if (!(await git("ls-files", "--error-unmatch", STACK_FILE))) return;
  if (!(await git("config", "--local", "--get", FILTER)))
    await git("config", "--local", FILTER, "sed -e /^encryptionsalt:/d");
  // git takes a file of another length for changed; only `add` makes it compare what the filter leaves, and notices that
  // there is nothing to add.
  if (await git("diff", "--quiet", "--", STACK_FILE)) await git("add", STACK_FILE);
}
