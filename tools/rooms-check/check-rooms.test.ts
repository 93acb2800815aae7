import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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

describe("what is left to Biome", () => {
  it("is refused by this checkout's biome.json", () => {
    const root = resolve(import.meta.dirname, "../..");
    const source = "export default function f(a: any) {\n  return a!;\n}\nexport enum E {\n  One = 1,\n}\n";
    const args = [join(root, "node_modules/.bin/biome"), "lint", "--stdin-file-path=src/planted.ts", "--colors=off"];
    let output = "";
    try {
      execFileSync(process.execPath, args, { cwd: root, input: source, encoding: "utf8", stdio: "pipe" });
    } catch (error) {
      const failed = error as { readonly stdout: string; readonly stderr: string };
      output = failed.stdout + failed.stderr;
    }
    for (const rule of ["noDefaultExport", "noExplicitAny", "noNonNullAssertion", "noEnum"]) {
      expect(output).toContain(rule);
    }
  });
});
