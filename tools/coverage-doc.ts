/** Writes docs/coverage-of-the-law.md from the data of the duties room: `node tools/coverage-doc.ts`; `biome check --write` then pads its tables. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { countCoverage, coverage } from "../src/rooms/duties/contract/coverage-table.ts";
import type { CoveredDuty, Serves } from "../src/rooms/duties/contract/covered-duty.ts";

export const coverageDoc = join(import.meta.dirname, "../docs/coverage-of-the-law.md");

const nameOf = (serves: Serves): string => `\`${serves.replace(/^(page|room|rule):/, "")}\``;
const shown = ({ serves, lacks }: CoveredDuty): string => {
  if (serves.length === 0) return "尚无 not yet";
  const named = serves.map(nameOf).join(" ");
  return lacks === undefined ? named : `${named}；尚无 not yet：${lacks}`;
};
const counted = (duties: readonly CoveredDuty[]): string => {
  const { all, whole, part, none } = countCoverage(duties);
  return `${whole} served, ${part} in part, ${none} not yet, of ${all}`;
};

/** The document as Markdown: a table for each founding document. */
export function coverageMarkdown(): string {
  const all = coverage.flatMap(({ duties }) => duties);
  const parts = coverage.map(({ title, number, duties }) => {
    const rows = duties.map((duty) => `| ${duty.unit} | ${duty.gist} | ${shown(duty)} |`);
    return [
      `## ${title}${number === null ? "" : ` ${number}`}`,
      counted(duties),
      ["| 责任单位 unit | 内容 duty | 平台对应 served by |", "| --- | --- | --- |", ...rows].join("\n"),
    ].join("\n\n");
  });
  return `${[
    "# 平台对应 Coverage of the law",
    `Each duty of the five founding documents, and the pages, rooms or rules that serve it. ${counted(all)}. A duty counts as served only where the platform does what its sentence asks; where it does some of it, what is lacking stands behind. Written by \`node tools/coverage-doc.ts\` from \`src/rooms/duties/contract/coverage-table.ts\`; \`npm run check\` fails when it names a page, room or rule that is not there, when this text is not what the data give, or, where the documents are at hand, when one of their duties has no row. What holds for all of them, that a confirmed duty stands on the board with its days, is not counted. The page is _责任清单 → 平台对应_ (\`/duties/coverage\`).`,
    ...parts,
  ].join("\n\n")}\n`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(coverageDoc, coverageMarkdown());
