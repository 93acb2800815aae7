/**
 * `npm test [-- arguments for vitest]`: builds the web pages where needed, runs all tests and says, alone on the last
 * line, `N passed, N failed`; how many were skipped, when any, stands in the line before it. Exit code 0 only when nothing failed.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Report, summary } from "./test-summary.ts";

const ROOT = resolve(import.meta.dirname, "..");

/**
 * The server serves dist/web; browser tests would otherwise look at the pages of an older checkout. Pages that do not
 * build count as one failure, and the tests that need none still run.
 */
async function buildPages(): Promise<boolean> {
  const builder = join(ROOT, "tools", "build-web.ts");
  if (!existsSync(builder)) return true;
  try {
    const { buildWeb } = (await import(pathToFileURL(builder).href)) as { buildWeb: () => Promise<unknown> };
    await buildWeb();
    return true;
  } catch (error) {
    process.stderr.write(
      `网页构建失败 the web pages do not build: ${error instanceof Error ? error.message : error}\n`,
    );
    return false;
  }
}

async function runVitest(args: readonly string[], reportPath: string): Promise<number> {
  const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
  const preload = pathToFileURL(join(ROOT, "tools", "end-with-parent.mjs")).href;
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportPath}`];
  const child = spawn(process.execPath, ["--import", preload, vitest, "run", ...reporters, ...args], {
    cwd: ROOT,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => child.kill(signal));
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}

const folder = mkdtempSync(join(tmpdir(), "sp-test-report-"));
try {
  const built = await buildPages();
  const reportPath = join(folder, "report.json");
  const code = await runVitest(process.argv.slice(2), reportPath);
  const report = existsSync(reportPath) ? (JSON.parse(readFileSync(reportPath, "utf8")) as Report) : undefined;
  const { line, failed } = summary(report, { exitCode: code, failedSteps: built ? 0 : 1 });
  process.exitCode = failed ? 1 : 0;
  process.stdout.write(`${line}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
