import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ledgerKinds } from "./ledger-kinds.ts";

const room = join(import.meta.dirname, "..");
const sources = ["actions", "import", "model"].flatMap((folder) =>
  readdirSync(join(room, folder)).flatMap((name) =>
    name.endsWith(".ts") && !name.endsWith(".test.ts") ? [readFileSync(join(room, folder, name), "utf8")] : [],
  ),
);

test("every kind of entry that this room writes has words and a room", () => {
  // Kinds of entries are in the past tense or end in `-here`; identifiers and other kinds are not.
  const written = new Set(
    sources.flatMap((text) =>
      [...text.matchAll(/kind: "([a-z-]+(?:ed|began|given|here))"/g)].map(([, kind]) => kind ?? ""),
    ),
  );
  expect(written).toContain("part-fitted");
  expect(written).toContain("withdrawn-here");
  expect([...written].filter((kind) => ledgerKinds[kind] === undefined)).toEqual([]);
});
