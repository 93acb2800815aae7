import { describe, expect, test } from "vitest";
import {
  composedDocuments,
  foundingDocuments,
  hasFoundingDocuments,
  nearMisses,
} from "../../../../tests/support/labelled-documents.ts";
import { dutyDocument } from "../contract.ts";
import { extractDuties } from "./extract-duties.ts";
import { type DutyScore, f1, scoreDuties, sumTallies } from "./score-duties.ts";

const scoresOf = (documents: ReturnType<typeof composedDocuments>): readonly DutyScore[] =>
  documents.map(({ text, labels }) => scoreDuties(extractDuties(text), labels, nearMisses()));
const total = (scores: readonly DutyScore[], field: Exclude<keyof DutyScore, "misses">): number =>
  f1(sumTallies(scores.map((score) => score[field])));

describe("documents of invented places in idioms that the founding documents do not have", () => {
  test("attributions, units with their roles and dates reach 0.92", () => {
    const scores = scoresOf(composedDocuments());
    expect(scores).toHaveLength(24);
    for (const field of ["attributions", "triples", "deadlines", "targets", "cadence", "headings", "head"] as const)
      expect(
        total(scores, field),
        `${field}\n${scores.flatMap(({ misses }) => misses).join("\n")}`,
      ).toBeGreaterThanOrEqual(0.92);
  });
});

const name = "the five founding documents (skipped where SP_SHARED or ../shared has no policies/gold)";
describe.skipIf(!hasFoundingDocuments)(name, () => {
  test("attributions and triples of duty, unit and role reach 0.98; each deadline, target and rhythm is found", () => {
    const scores = scoresOf(foundingDocuments());
    const misses = scores.flatMap((score) => score.misses).join("\n");
    expect(scores).toHaveLength(5);
    expect(total(scores, "attributions"), misses).toBeGreaterThanOrEqual(0.98);
    expect(total(scores, "triples"), misses).toBeGreaterThanOrEqual(0.98);
    for (const field of ["deadlines", "targets", "cadence"] as const) expect(total(scores, field), misses).toBe(1);
    expect(total(scores, "head"), misses).toBe(1);
  });

  test("passages and headings fit in the four that are not shuffled", () => {
    const scores = scoresOf(foundingDocuments().filter(({ name: file }) => !file.startsWith("001")));
    for (const field of ["tasks", "headings"] as const) expect(total(scores, field)).toBeGreaterThanOrEqual(0.98);
  });

  test("what is printed is what the contract says, and reads back the same", () => {
    for (const { text } of foundingDocuments()) {
      const found = extractDuties(text);
      expect(dutyDocument.parse(JSON.parse(JSON.stringify(found)))).toEqual(found);
    }
  });
});
