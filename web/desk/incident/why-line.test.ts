import { describe, expect, it } from "vitest";
import { whyOf } from "../../../src/rooms/rescue/model/choose-crew.ts";
import { whyLine } from "./why-line.ts";

type Option = Parameters<typeof whyOf>[0];
const option = (crewId: string, etaSeconds: number): Option =>
  ({ crewId, etaSeconds, metres: 900, etaSource: "roads", contracted: true, station: false }) as unknown as Option;

describe("why this crew, in a line, from the figures of the choice itself", () => {
  it.each([
    ["the next is three minutes farther", [300, 480], "比次优快 3 分钟"],
    ["the next is 20 seconds farther, which is no reason", [300, 320], "比较了 2 组"],
    ["nobody else could go", [300], "唯一可派"],
  ])("%s", (_, etas, words) => {
    const pool = etas.map((eta, n) => option(`c${n}`, eta));
    const [chosen] = pool;
    expect(chosen && whyLine(whyOf(chosen, 1, pool))).toContain(words);
  });
});
