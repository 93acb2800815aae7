import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { deskRoots } from "../src/platform/http/pages.ts";

const desk = resolve(import.meta.dirname, "../web/desk");

/** First parts of all addresses in the desk's route files, as they are written there. */
function rootsOfRouter(): string[] {
  const files = globSync("{router.tsx,**/*-routes.ts}", { cwd: desk });
  const paths = files.flatMap((file) =>
    [...readFileSync(join(desk, file), "utf8").matchAll(/\bpath: "\/([^/"]+)/g)].map(([, first = ""]) => first),
  );
  return [...new Set(paths)].sort();
}

test("every address of the desk's router is answered by the server after a reload, and no other", () => {
  const roots = rootsOfRouter();
  expect(roots.length).toBeGreaterThan(30);
  expect([...deskRoots].sort()).toEqual(roots);
});
