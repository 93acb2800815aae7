import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((found) => found[1] ?? "");

/** Files that a module names, by static or by dynamic imports. */
function importsOf(file: string, kind: "static" | "lazy"): string[] {
  const text = file.endsWith(".css") ? "" : read(file);
  const named =
    kind === "lazy"
      ? matches(text, /import\(\s*"(\.[^"]+)"/g)
      : matches(text, /^(?:import|export)\s(?:[^;"]*?from\s+)?"(\.[^"]+)"/gm);
  return named.map((name) => normalize(join(dirname(file), name))).filter((each) => existsSync(join(root, each)));
}

function closureOf(...from: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const ahead = [...from];
  for (let file = ahead.pop(); file !== undefined; file = ahead.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    ahead.push(...importsOf(file, "static"));
  }
  return seen;
}

const classesStyledIn = (files: Iterable<string>): Set<string> =>
  new Set(
    [...files].filter((file) => file.endsWith(".css")).flatMap((file) => matches(read(file), /\.([a-z][\w-]*)/g)),
  );
const classesUsedIn = (file: string): string[] =>
  matches(read(file), /className=("[^"]+"|\{[^}]+\})/g)
    .flatMap((value) => matches(value, /"([^"]*)"/g))
    .flatMap((words) => words.split(/\s+/));

test("each page of the desk brings the styles of its parts itself, also when it is the first that is opened", () => {
  const styled = classesStyledIn(globSync("web/{desk,ui}/**/*.css", { cwd: root }));
  const always = closureOf("web/desk/main.tsx", "web/desk/shell/shell.tsx");
  const pages = [...closureOf("web/desk/main.tsx")].flatMap((file) => importsOf(file, "lazy"));
  expect(pages.length).toBeGreaterThan(50);
  const missing = pages.flatMap((page) => {
    const parts = closureOf(page);
    const here = classesStyledIn([...always, ...parts]);
    const used = [...parts].filter((file) => file.endsWith(".tsx")).flatMap(classesUsedIn);
    return [...new Set(used)].filter((name) => styled.has(name) && !here.has(name)).map((name) => `${page}: ${name}`);
  });
  expect(missing).toEqual([]);
});
