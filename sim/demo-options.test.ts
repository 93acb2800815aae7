import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { mark, readDemoOptions } from "./demo-options.ts";

const folder = mkdtempSync(join(tmpdir(), "sp-demo-options-"));
afterAll(() => rmSync(folder, { recursive: true }));
const dir = (name: string): string => join(folder, name);

test("without settings a demonstration keeps to its own folder", () => {
  expect(readDemoOptions([], {})).toMatchObject({
    city: "demo",
    lifts: 20_000,
    devices: 2_000,
    dataDir: resolve("data/demo"),
  });
  expect(readDemoOptions(["--city", "shanghai"], {}).dataDir).toBe(resolve("data/demo-shanghai"));
});

test("a second start goes on with the city that is there and takes no other", () => {
  const env = { SP_DATA_DIR: dir("kept") };
  mark(readDemoOptions(["--lifts", "100", "--seed", "5"], env), true);
  expect(readDemoOptions([], env)).toMatchObject({ lifts: 100, seed: 5, populated: true });
  expect(readDemoOptions(["--speed", "3"], env)).toMatchObject({ lifts: 100, speed: 3 });
  expect(() => readDemoOptions(["--lifts", "200"], env)).toThrow("another simulated city");
});

test("a city of an earlier version is named as such, a small one has no more devices than lifts", () => {
  mkdirSync(dir("earlier"));
  writeFileSync(
    join(dir("earlier"), "demo.json"),
    JSON.stringify({ city: "demo", lifts: 2_000, seed: 1, populated: true }),
  );
  expect(() => readDemoOptions([], { SP_DATA_DIR: dir("earlier") })).toThrow("an earlier version");
  expect(readDemoOptions(["--lifts", "50"], { SP_DATA_DIR: dir("small") }).devices).toBe(50);
});

test("a real platform's folder is left alone", () => {
  mkdirSync(join(dir("real"), "postgres"), { recursive: true });
  expect(() => readDemoOptions([], { SP_DATA_DIR: dir("real") })).toThrow("real platform");
});

test.each([[["--city", "atlantis"]], [["--lifts", "many"]], [["--lifts", "1"]], [["--frogs"]]])(
  "a wrong argument is one sentence: %j",
  (argv) => {
    expect(() => readDemoOptions(argv, { SP_DATA_DIR: dir("new") })).toThrow("npm run demo --");
  },
);
