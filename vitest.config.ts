import { defineConfig } from "vitest/config";

/**
 * `unit` needs nothing but Node. `integration` starts real servers: its setup sees to Debian's packages first, and it
 * runs after `unit`, so that nothing else takes the processors while it counts seconds. `e2e` opens the built page in
 * Chromium. `bench` has measurements only
 * (`npm run bench`). Time limits are for a busy machine: they catch what hangs, not what is slow.
 */
export default defineConfig({
  test: {
    pool: "forks",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ["test/support/property-seed.ts"],
    // Of the rules every branch is to be taken: `npm run coverage`. Nothing else has a target.
    coverage: {
      provider: "v8",
      include: ["rules/**/*.ts"],
      exclude: ["test/**", "rules/model/**"],
      reporter: [["text", { skipFull: true }]],
      reportOnFailure: true,
      reportsDirectory: "node_modules/.cache/coverage",
      thresholds: { branches: 100 },
    },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/integration/**", "test/e2e/**", "test/bench/**"],
          sequence: { groupOrder: 0 },
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
          globalSetup: ["test/support/integration-setup.ts"],
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: ["test/support/e2e-setup.ts"],
          sequence: { groupOrder: 2 },
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: "bench",
          include: [],
          benchmark: { include: ["test/bench/**/*.bench.ts"] },
        },
      },
    ],
  },
});
