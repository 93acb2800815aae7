import { expect, test } from "vitest";
import { auditActs } from "./audit-acts.ts";

const sources = import.meta.glob<string>("../../../src/rooms/**/*.ts", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** Acts as the rooms write them: `act: "room.deed"`, or handed to a `note` of their own. */
function actsWritten(): ReadonlySet<string> {
  const acts = new Set<string>();
  for (const [name, text] of Object.entries(sources))
    if (!/\.test\.|\.db\./.test(name))
      for (const [, act] of text.matchAll(/(?:\bact: |\bnote\([^"]*)"([a-z]+\.[a-z-]+)"/g)) if (act) acts.add(act);
  return acts;
}

const importSources = import.meta.glob<string>("../../../src/platform/imports/*.ts", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** Acts that get the name of their room where they are written. */
function actsOfTellers(): string[] {
  const of = (texts: readonly string[], shape: RegExp, room: string) =>
    texts.flatMap((text) => [...text.matchAll(shape)].map(([, act]) => `${room}.${act}`));
  const gateways = sources["../../../src/rooms/devices/actions/gateways.ts"] ?? "";
  return [
    ...of(Object.values(importSources), /audit\(tx, asker, "([a-z-]+)"/g, "imports"),
    ...of([gateways], /\bact: "([a-z-]+)"/g, "devices"),
  ];
}

test("acts that are written without their room have words too", () => {
  const acts = actsOfTellers();
  expect(acts).toEqual(expect.arrayContaining(["imports.discarded", "devices.gateway-enrolled"]));
  expect(acts.filter((act) => auditActs[act] === undefined)).toEqual([]);
});

test("every act that the rooms write into the audit has words in both languages", () => {
  const acts = [...actsWritten()];
  expect(acts.length).toBeGreaterThan(30);
  expect(acts.filter((act) => auditActs[act] === undefined)).toEqual([]);
});
