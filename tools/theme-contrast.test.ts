import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const tokens = readFileSync(join(import.meta.dirname, "../web/ui/theme/tokens.css"), "utf8");

/** WCAG 2.2, 1.4.3: text of any size on any ground that it may stand on. */
const enough = 4.5;
const words = ["text", "text-2", "text-3", "life", "trapped", "late-soon", "information", "done", "focus"];
const tints = ["life-tint", "trapped-tint", "late-soon-tint", "information-tint", "done-tint"];
const grounds = ["page", "panel", "raised", "sunken", "selected", "hover", ...tints];
const pairs = [
  ...words.flatMap((word) => grounds.map((ground) => [word, ground] as const)),
  ["on-inverse", "inverse"],
  ["on-action", "action"],
  ["on-action", "action-hover"],
  ["on-life", "life"],
  ["on-trapped", "trapped"],
  ["map-text", "map-land"],
] as const;

const darkFrom = tokens.indexOf(':root[data-theme="dark"]');
const themes = [
  ["light", tokens.slice(0, darkFrom)],
  ["dark", tokens.slice(darkFrom)],
] as const;

const coloursOf = (css: string): ReadonlyMap<string, string> =>
  new Map([...css.matchAll(/--sp-([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = "", colour = ""]) => [name, colour]));

/** Relative luminance of `#rrggbb` as WCAG defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

test.each(themes)("words of the %s theme can be read on every ground", (_, css) => {
  const colours = coloursOf(css);
  const faint = pairs.flatMap(([word, ground]) => {
    const [text, under] = [colours.get(word), colours.get(ground)];
    if (text === undefined || under === undefined) return [`${word} or ${ground} is not there`];
    const ratio = contrast(text, under);
    return ratio < enough ? [`${word} on ${ground}: ${ratio.toFixed(2)}`] : [];
  });
  expect(faint).toEqual([]);
});
