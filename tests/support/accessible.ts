import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/**
 * What an automatic check finds against WCAG 2.2 AA on a page, a line each: rule, what is wrong, where. An empty list is no
 * proof, a line is a fault. Evaluated, not added as a tag: the pages' content policy forbids foreign scripts.
 */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(tags)} }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) =>
      id + ": " + failureSummary.replace(/\\s+/g, " ") + " " + html.slice(0, 200))))`);
}
