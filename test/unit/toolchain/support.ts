import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Layout, layoutOf } from "../../../toolchain/layout";

/** A project folder of the test's own, removed with it. */
export function emptyProject(): Layout {
  const folder = mkdtempSync(join(tmpdir(), "vector-platform-toolchain-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return layoutOf(folder);
}
