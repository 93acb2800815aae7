import { describe, expect, test } from "vitest";
import { joinRings, nestRings } from "./rings.ts";

describe("outlines in pieces, as rivers and lakes of real extracts have them", () => {
  test.each([
    ["one that is closed already", [[1, 2, 3, 1]], [[1, 2, 3, 1]]],
    [
      "two that run on",
      [
        [1, 2, 3],
        [3, 4, 1],
      ],
      [[3, 4, 1, 2, 3]],
    ],
    [
      "one that runs against the other",
      [
        [1, 2, 3],
        [1, 4, 3],
      ],
      [[1, 4, 3, 2, 1]],
    ],
    ["one that stays open, since the extract cut it", [[1, 2, 3]], []],
    [
      "two rings at once",
      [
        [1, 2, 3, 1],
        [7, 8, 9, 7],
      ],
      [
        [7, 8, 9, 7],
        [1, 2, 3, 1],
      ],
    ],
    ["nothing", [[], [5]], []],
  ])("%s", (_, pieces, rings) => {
    expect(joinRings(pieces)).toEqual(rings);
  });

  test("a hole goes to the outline it lies in, one in none is left out", () => {
    const square = (west: number, south: number, side: number): [number, number][] => [
      [west, south],
      [west + side, south],
      [west + side, south + side],
      [west, south + side],
      [west, south],
    ];
    const [lake, pond, island, lost] = [square(0, 0, 10), square(20, 0, 5), square(2, 2, 1), square(50, 50, 1)];
    expect(nestRings([lake, pond], [island, lost])).toEqual([[lake, island], [pond]]);
  });
});
