import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PdfPrinter } from "../src/platform/files/pdf/pdf.ts";
import {
  type DutyScore,
  extractDuties,
  f1,
  readPolicyFile,
  scoreDuties,
  sumTallies,
} from "../src/rooms/duties/index.ts";
import {
  composedDocuments,
  foundingDocuments,
  type LabelledDocument,
  nearMisses,
} from "../tests/support/labelled-documents.ts";
import { percentile, type Report, rounded, target } from "../tools/report-line.ts";

const letters = 10_000;
const runs = 300;
const pages = 500;
const fields = ["attributions", "triples", "deadlines", "targets", "cadence", "tasks", "headings", "head"] as const;

/**
 * How well and how fast duties are read: the labels of the five founding documents (SP_SHARED), of the composed ones, texts of 10,000
 * letters, and a PDF of 500 full pages from the file to its duties.
 */
export async function benchDuties(say: (line: string) => void): Promise<Report> {
  const founding = scoresOf(foundingDocuments(), say);
  const composed = scoresOf(composedDocuments(), say);
  const texts = textsOfLength([...foundingDocuments(), ...composedDocuments()].map(({ text }) => text));
  const times = timesOf(texts);
  const pdf = await readLongPdf(texts.join("\n"));
  say(`PDF of ${pdf.pages} pages: ${pdf.letters} letters, ${pdf.duties} duties in ${pdf.seconds} s`);
  const f1Of = (field: "attributions" | "triples"): number | null =>
    founding.length === 0 ? null : totalOf(founding, field);
  return {
    name: "duties",
    targets: [
      target("extract_10k_chars_p95_ms", rounded(percentile(times, 0.95)), { op: "<=", limit: 50, unit: "ms" }),
      target("pdf_500_pages_s", pdf.seconds, { op: "<=", limit: 20, unit: "s" }),
      target("f1_attributions", f1Of("attributions"), { op: ">=", limit: 0.98, unit: "" }),
      target("f1_triples", f1Of("triples"), { op: ">=", limit: 0.98, unit: "" }),
    ],
    details: {
      documents_per_second: rounded(1_000 / mean(times)),
      extract_10k_chars_median_ms: rounded(percentile(times, 0.5)),
      founding: founding.length === 0 ? "SP_SHARED has no policies/gold" : totals(founding),
      composed: totals(composed),
      pdf,
    },
  };
}

function scoresOf(documents: readonly LabelledDocument[], say: (line: string) => void): readonly DutyScore[] {
  return documents.map(({ name, text, labels }) => {
    const score = scoreDuties(extractDuties(text), labels, nearMisses());
    say(`${name}: ${fields.map((field) => `${field} ${f1(score[field]).toFixed(3)}`).join(", ")}`);
    return score;
  });
}

const totalOf = (scores: readonly DutyScore[], field: (typeof fields)[number]): number =>
  Math.round(f1(sumTallies(scores.map((score) => score[field]))) * 10_000) / 10_000;
const totals = (scores: readonly DutyScore[]) =>
  Object.fromEntries(fields.map((field) => [field, totalOf(scores, field)]));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Documents one behind the other, begun at each of them, cut at 10,000 letters. */
function textsOfLength(texts: readonly string[]): readonly string[] {
  return texts.map((_, i) => {
    let text = "";
    for (let next = i; text.length < letters; next += 1) text += `${texts[next % texts.length]}\n`;
    return text.slice(0, letters);
  });
}

function timesOf(texts: readonly string[]): readonly number[] {
  const time = (i: number): number => {
    const start = performance.now();
    extractDuties(texts[i % texts.length] ?? "");
    return performance.now() - start;
  };
  for (let i = 0; i < texts.length * 3; i += 1) time(i);
  return Array.from({ length: runs }, (_, i) => time(i));
}

const source = '#set page(numbering: "— 1 —")\n#for page in data.pages [#page #pagebreak(weak: true)]';
const lettersOfPage = 700;

async function readLongPdf(text: string) {
  const words = text.replace(/\s+/gu, "");
  const cut = Math.floor(words.length / lettersOfPage);
  const page = (i: number): string => words.slice((i % cut) * lettersOfPage, ((i % cut) + 1) * lettersOfPage);
  const folder = mkdtempSync(join(tmpdir(), "sp-bench-duties-"));
  const printer = new PdfPrinter({ limitMs: 300_000 });
  try {
    const path = join(folder, "long.pdf");
    writeFileSync(
      path,
      await printer.render({ name: "long", source }, { pages: Array.from({ length: pages }, (_, i) => page(i)) }),
    );
    const start = performance.now();
    const read = await readPolicyFile(path);
    if (!read.ok) throw new Error(read.refusal.code);
    const found = extractDuties(read.value.text);
    const seconds = rounded((performance.now() - start) / 1_000);
    return { pages, seconds, letters: found.chars, duties: found.duties.length };
  } finally {
    printer.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
