import { defineConfig } from "vitest/config";

/** Real engines, containers and builds: one file at a time, with the patience that a busy machine needs. */
const REAL_RUN_MS = 10 * 60_000;

export default defineConfig({
  test: {
    pool: "forks",
    reporters: ["default"],
    coverage: {
      provider: "v8",
      reportsDirectory: "coverage/code",
      include: ["stacks/**/*.ts", "components/**/*.ts"],
      reporter: ["text-summary", "json-summary"],
      thresholds: { "stacks/**": { lines: 95 }, "components/**": { lines: 95 } },
    },
    projects: [
      { extends: true, test: { name: "unit", include: ["test/unit/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "real",
          include: ["test/**/*.test.ts"],
          exclude: ["test/unit/**"],
          fileParallelism: false,
          testTimeout: REAL_RUN_MS,
          hookTimeout: REAL_RUN_MS,
        },
      },
    ],
  },
});
