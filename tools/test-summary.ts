/** What is read of vitest's JSON report. */
export type Report = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly Assertion[] }[];
};
type Assertion = {
  readonly fullName: string;
  readonly status: string;
  /** Of a test that passed: why it had failed at the first try. */
  readonly failureMessages: readonly string[] | null;
};

/**
 * The closing line of a test run. A file that could not even be loaded counts as one failure, and so does a run that
 * failed without any failed test (no report, an error outside of tests), and each step
 * before the tests that failed: "0 failed" is only said when it is true. Tests that passed only at their second try are named in the lines
 * before it: each is a fault of the test or of the house that somebody should look at.
 */
export function summary(
  report: Report | undefined,
  { exitCode, failedSteps }: { readonly exitCode: number; readonly failedSteps: number },
): { line: string; failed: boolean } {
  const passed = report?.numPassedTests ?? 0;
  const unloaded = report?.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  const counted = (report?.numFailedTests ?? 0) + (unloaded?.length ?? 0);
  const failed = failedSteps + (counted === 0 && exitCode !== 0 ? 1 : counted);
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  const second = (report?.testResults ?? [])
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status, failureMessages }) => status === "passed" && (failureMessages ?? []).length > 0)
    .map(({ fullName }) => `passed at the second try: ${fullName}\n`);
  const line = `${second.join("")}${skipped > 0 ? `${skipped} skipped\n` : ""}${passed} passed, ${failed} failed`;
  return { line, failed: failed > 0 };
}
