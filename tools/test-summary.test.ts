import { expect, test } from "vitest";
import { type Report, summary } from "./test-summary.ts";

const report = (more: Partial<Report>): Report => ({
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...more,
});

test.each([
  ["all passed", report({}), 0, "3 passed, 0 failed", false],
  ["one failed", report({ numFailedTests: 1 }), 1, "3 passed, 1 failed", true],
  ["some skipped", report({ numPendingTests: 1, numTodoTests: 1 }), 0, "2 skipped\n3 passed, 0 failed", false],
  [
    "a file that does not load",
    report({ testResults: [{ status: "failed", assertionResults: [] }] }),
    1,
    "3 passed, 1 failed",
    true,
  ],
  ["an error outside of tests", report({}), 1, "3 passed, 1 failed", true],
  ["no report at all", undefined, 1, "0 passed, 1 failed", true],
] as const)("%s", (_name, given, exitCode, line, failed) => {
  expect(summary(given, { exitCode, failedSteps: 0 })).toEqual({ line, failed });
});

test("pages that do not build are a failure of their own", () => {
  expect(summary(report({}), { exitCode: 0, failedSteps: 1 })).toEqual({ line: "3 passed, 1 failed", failed: true });
});

test("what passed only at its second try is named", () => {
  const assertion = (fullName: string, status: string, ...failureMessages: string[]) => ({
    fullName,
    status,
    failureMessages,
  });
  const assertionResults = [
    assertion("a", "passed"),
    assertion("b", "passed", "AssertionError: late"),
    assertion("c", "failed", "AssertionError: wrong"),
  ];
  const testResults = [{ status: "failed", assertionResults }];
  expect(summary(report({ numFailedTests: 1, testResults }), { exitCode: 1, failedSteps: 0 })).toEqual({
    line: "passed at the second try: b\n3 passed, 1 failed",
    failed: true,
  });
});
