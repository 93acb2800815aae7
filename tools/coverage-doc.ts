/** Writes docs/coverage-of-the-law.md from the data of the duties room: `node tools/coverage-doc.ts`; `biome check --write` then pads its tables. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { coverage, type Serves } from "../src/rooms/duties/contract/coverage-table.ts";

export const coverageDoc = join(import.meta.dirname, "../docs/coverage-of-the-law.md");

const shown = (serves: readonly Serves[]): string =>
  serves.length === 0
    ? "尚无 not yet"
    : serves.map((each) => `\`${each.replace(/^(page|room|rule):/, "")}\``).join(" ");

/** The document as Markdown: a table for each founding document. */
export function coverageMarkdown(): string {
  const all = coverage.flatMap(({ duties }) => duties);
  const served = all.filter(({ serves }) => serves.length > 0).length;
  const parts = coverage.map(({ title, number, duties }) => {
    const here = duties.filter(({ serves }) => serves.length > 0).length;
    const rows = duties.map(({ unit, gist, serves }) => `| ${unit} | ${gist} | ${shown(serves)} |`);
    return [
      `## ${title}${number === null ? "" : ` ${number}`}`,
      `${here} / ${duties.length}`,
      ["| 责任单位 unit | 内容 duty | 平台对应 served by |", "| --- | --- | --- |", ...rows].join("\n"),
    ].join("\n\n");
  });
  return `${[
    "# 平台对应 Coverage of the law",
    `Each duty of the five founding documents, and the pages, rooms or rules that serve it. Served: ${served} of ${all.length}. Written by \`node tools/coverage-doc.ts\` from \`src/rooms/duties/contract/coverage-table.ts\`; \`npm run check\` fails when it names a page, room or rule that is not there, when this text is not what the data give, or, where the documents are at hand, when one of their duties has no row. What holds for all of them, that a confirmed duty stands on the board with its days, is not counted. The page is _责任清单 → 平台对应_ (\`/duties/coverage\`).`,
    ...parts,
  ].join("\n\n")}\n`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(coverageDoc, coverageMarkdown());
