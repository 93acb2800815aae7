import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { checkRooms, describeViolation } from "./check-rooms.ts";
import { cleanTree, type Planted, planted } from "./planted-violations.ts";

/** Builds the clean house plus `extra` in a folder of its own and checks it. A file set to null is left out. */
function check(extra: Planted["files"]): ReturnType<typeof checkRooms> {
  const root = mkdtempSync(join(tmpdir(), "shengping-rooms-"));
  try {
    for (const [path, text] of Object.entries({ ...cleanTree, ...extra })) {
      if (text === null) continue;
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return checkRooms(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

describe("room rules", () => {
  it("let a clean house pass", () => {
    expect(check({}).map(describeViolation)).toEqual([]);
  });

  it.each(planted)("refuse $what", ({ files, expected, advice }) => {
    const found = check(files);
    expect(found.map((violation) => `${violation.rule} ${violation.file}:${violation.line}`)).toEqual(expected);
    for (const { message } of found) expect(message).toMatch(advice);
  });

  it("throw when the list of rooms is not a plain list", () => {
    expect(() => check({ "src/rooms.ts": "export const rooms = makeRooms();\n" })).toThrow(/plain literals/);
  });
});

/** Breaks six rules that biome.json, not the room checker, has to refuse. */
const wrongStyle = `export default function first(a: any) {
  return a!;
}
export enum Kind {
  One = 1,
}
export function open(state: "a" | "b"): number {
  switch (state) {
    case "a":
      return 1;
  }
  return 2;
}
async function later(): Promise<void> {}
export function forget(): void {
  later();
}
`;
const leftToBiome = [
  "noDefaultExport",
  "noExplicitAny",
  "noNonNullAssertion",
  "noEnum",
  "useExhaustiveSwitchCases",
  "noFloatingPromises",
];

describe("this checkout's biome.json", () => {
  it("refuses what the room checker leaves to it", () => {
    const checkout = resolve(import.meta.dirname, "../..");
    const { vcs: _vcs, ...config } = JSON.parse(readFileSync(join(checkout, "biome.json"), "utf8"));
    const root = mkdtempSync(join(tmpdir(), "shengping-biome-"));
    try {
      mkdirSync(join(root, "src"));
      writeFileSync(join(root, "biome.json"), JSON.stringify(config));
      writeFileSync(join(root, "src/planted.ts"), wrongStyle);
      const biome = join(checkout, "node_modules/.bin/biome");
      const run = spawnSync(process.execPath, [biome, "lint", "."], { cwd: root, encoding: "utf8" });
      const output = run.stdout + run.stderr;
      expect(leftToBiome.filter((rule) => !output.includes(rule))).toEqual([]);
      expect(run.status).toBe(1);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
