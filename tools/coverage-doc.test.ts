import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { coverage } from "../src/rooms/duties/contract/coverage-table.ts";
import type { Serves } from "../src/rooms/duties/contract/covered-duty.ts";
import { rooms } from "../src/rooms.ts";
import { foundingDocuments, hasFoundingDocuments } from "../tests/support/labelled-documents.ts";
import { coverageDoc, coverageMarkdown } from "./coverage-doc.ts";

const root = join(import.meta.dirname, "..");
const routeFiles = ["web/desk/router.tsx", "web/desk/duties/duty-routes.ts", "web/desk/centre/centre-routes.ts"];
const router = routeFiles.map((file) => readFileSync(join(root, file), "utf8")).join("\n");
const pages = new Set([...router.matchAll(/\bpath: "([^"]+)"/g)].map(([, path]) => path));
const roomNames: ReadonlySet<string> = new Set(rooms.map(({ name }) => name));

/** What a row names and the platform has not. */
const isThere = (serves: Serves): boolean => {
  const [kind, name = ""] = serves.split(/:(.*)/);
  if (kind === "page") return pages.has(name);
  return kind === "room" ? roomNames.has(name) : existsSync(join(root, name));
};
const named = coverage.flatMap(({ duties }) => duties.flatMap(({ serves }) => serves));

describe("coverage of the law", () => {
  test("names pages, rooms and rules that are there", () => {
    expect(pages.size).toBeGreaterThan(30);
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((each) => !isThere(each))).toEqual([]);
  });

  test("would be caught when it names one that is not", () => {
    const wrong: readonly Serves[] = ["page:/insurance", "room:credit", "rule:src/rooms/lifts/model/no-such-rule.ts"];
    expect(wrong.filter(isThere)).toEqual([]);
  });

  test("stands in the docs as the data give it (node tools/coverage-doc.ts writes it)", () => {
    // The formatter pads tables.
    const plain = (text: string): string => text.replace(/ *\| */g, "|").replace(/-{3,}/g, "---");
    expect(plain(readFileSync(coverageDoc, "utf8"))).toBe(plain(coverageMarkdown()));
  });

  test.skipIf(!hasFoundingDocuments)("has a row for every duty of the five documents, and for nothing else", () => {
    const wanted = foundingDocuments().map(({ name, labels }) => [
      name,
      labels.duties.map(({ offset }) => offset).toSorted((a, b) => a - b),
    ]);
    const rows = coverage.map(({ source, duties }) => [
      source,
      duties.map(({ offset }) => offset).toSorted((a, b) => a - b),
    ]);
    expect(rows).toEqual(wanted);
  });
});
