import type { LiftSector } from "../../src/rooms/lifts/contract.ts";
import { homesShare } from "./published.ts";

/**
 * What stands in the invented city. `share` of all lifts; `size`, lifts of a site on the average; then the shares of the kinds within
 * the sector. Only the sums are published (`published.ts`): how they fall to the sectors is invented so that the sums come out.
 */
export type SectorMix = {
  readonly sector: LiftSector;
  readonly share: number;
  readonly size: number;
  readonly escalator: number;
  readonly walk: number;
  readonly goods: number;
  readonly hydraulic: number;
  readonly other: number;
  /** Lowest and highest number of floors. */
  readonly floors: readonly [number, number];
  readonly basements: number;
  /** Words that end the names of its sites. */
  readonly words: readonly string[];
};

type Kinds = { e?: number; w?: number; g?: number; h?: number; o?: number };
const mix = (
  sector: LiftSector,
  [share, size]: readonly [number, number],
  { e = 0, w = 0, g = 0, h = 0, o = 0 }: Kinds,
  [low, high, basements, words]: readonly [number, number, number, string],
): SectorMix => ({
  sector,
  share,
  size,
  escalator: e,
  walk: w,
  goods: g,
  hydraulic: h,
  other: o,
  floors: [low, high],
  basements,
  words: words.split(" "),
});

export const sectorMixes: readonly SectorMix[] = [
  mix("housing", [homesShare, 18.4], { h: 0.0005, o: 0.006 }, [6, 33, 1, "家园 花园 雅苑 里 公寓 新村 府 湾"]),
  mix("office", [0.17, 5.5], { e: 0.013, g: 0.025, h: 0.003, o: 0.04 }, [8, 45, 2, "大厦 中心 商务楼 科技园"]),
  mix("mall", [0.105, 14], { e: 0.45, w: 0.02, g: 0.08, h: 0.003, o: 0.05 }, [3, 7, 2, "广场 商场 购物中心 家居城"]),
  mix("hotel", [0.045, 4.5], { e: 0.01, g: 0.07, h: 0.005, o: 0.14 }, [6, 28, 1, "酒店 宾馆 客栈"]),
  mix("school", [0.026, 3.5], { g: 0.02, o: 0.2 }, [4, 7, 0, "小学 中学 学校 学院"]),
  mix("hospital", [0.032, 8], { e: 0.04, g: 0.05, o: 0.08 }, [5, 18, 1, "医院 门诊部 卫生服务中心"]),
  mix("elderly-care", [0.006, 2.5], { o: 0.1 }, [3, 8, 0, "养老院 颐养中心"]),
  mix("station", [0.012, 12], { e: 0.4, w: 0.05, g: 0.04 }, [2, 4, 1, "客运站 渡口 码头"]),
  mix("metro", [0.03, 10], { e: 0.62, w: 0.02 }, [2, 3, 2, "地铁站"]),
  mix("airport", [0.006, 30], { e: 0.3, w: 0.3 }, [3, 4, 1, "航站楼"]),
  mix("footbridge", [0.004, 3], { e: 0.6 }, [2, 2, 0, "人行天桥"]),
  mix("culture-sport", [0.012, 3.5], { e: 0.12, g: 0.05, h: 0.01, o: 0.02 }, [3, 6, 1, "体育馆 图书馆 剧院 博物馆"]),
  mix("government", [0.015, 3], { o: 0.05 }, [4, 16, 1, "政务中心 服务大厅 办公楼"]),
  mix("factory", [0.08, 3.5], { g: 0.62, o: 0.025 }, [2, 7, 0, "厂房 仓储中心 物流园"]),
  mix("parking", [0.005, 2.5], { g: 0.1 }, [4, 8, 1, "停车楼"]),
  mix("mixed", [0.03, 7], { g: 0.01 }, [11, 28, 2, "商住楼 商住广场"]),
];

export const mixOf = (sector: LiftSector): SectorMix => {
  const found = sectorMixes.find((each) => each.sector === sector);
  if (found === undefined) throw new Error(`no sites of ${sector} are invented`);
  return found;
};
