import { expect, test } from "vitest";
import { signBody } from "../../src/rooms/rescue/contract/scene.ts";
import { type PenLine, pathOf, withPoint } from "./pen-lines.ts";

const draw = (points: readonly (readonly [number, number])[]): readonly PenLine[] =>
  points.reduce<readonly PenLine[]>((lines, [x, y]) => withPoint(lines, x, y), [[]]);

test("a hand becomes a path, points that say nothing are left out", () => {
  expect(
    pathOf(
      draw([
        [10.4, 20.6],
        [11, 21],
        [30, 40],
      ]),
    ),
  ).toBe("M10 21L30 40");
  expect(pathOf([[[5, 5]]])).toBe("M5 5L5 5");
  expect(pathOf([[], [[-3, 7]], []])).toBe("M0 7L0 7");
});

test("whatever is scribbled, the server takes it", () => {
  const scribble = Array.from({ length: 9_000 }, (_, i) => [(i * 37) % 600, (i * 91) % 240] as const);
  const path = pathOf(draw(scribble));
  const sent = { key: "00000000-0000-4000-8000-000000000000", name: "", role: "", remark: null, path };
  expect(path.length).toBeGreaterThan(15_000);
  expect(signBody.safeParse(sent).success).toBe(true);
});
