import { defineConfig } from "vitest/config";

const needsServer = "**/*.db.test.ts";
const postgres = ["tests/support/postgres-server.ts"];
// A busy machine answers late; what is waited for still has to come.
// Where nobody watches, a test that starts processes has a second try, and the summary names it: one late answer among thousands of waits
// says less than the other 2,700 tests.
const startsProcesses = {
  retry: process.env.CI === undefined ? 0 : 1,
  testTimeout: 60_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 15_000 } },
};

// Four kinds of tests, by what they need: nothing, a database, the whole house, a browser.
export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "unit",
          include: ["{src,web,tools,sim,bench,tests}/**/*.test.ts", "tools/**/*.test.mjs"],
          exclude: [needsServer, "tests/stories/**", "tests/browser/**"],
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "database",
          include: ["{src,tools,sim,tests/support}/**/*.db.test.ts"],
          globalSetup: postgres,
          ...startsProcesses,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "stories",
          include: ["tests/stories/**/*.test.ts"],
          globalSetup: postgres,
          ...startsProcesses,
          testTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: "browser",
          include: ["tests/browser/**/*.test.ts"],
          globalSetup: postgres,
          ...startsProcesses,
          testTimeout: 180_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
