import { chinaOffsetMs } from "../../kernel/china-time.ts";
import { type Instant, minutes } from "../../kernel/clock.ts";
import { percentOf } from "../../kernel/percent.ts";
import type { Database } from "../../platform/database/database.ts";
import { type Measure, shareOf } from "../../platform/measures.ts";
import { coverDefinition } from "./contract/cover.ts";
import { coverOf } from "./views/cover.ts";
import { countDrillsHeld } from "./views/drills.ts";
import { numbersOf } from "./views/numbers.ts";

const year = minutes(365 * 24 * 60);

/** The first moment of the year in China's time. */
const yearBegan = (now: Instant): Instant =>
  Date.UTC(new Date(now + chinaOffsetMs).getUTCFullYear(), 0, 1) - chinaOffsetMs;

/** The figure that every policy of rescue asks for, by the same counts as the page of numbers; and the drills that are a yearly duty. */
export const rescueMeasures = ({ db, bulk }: Pick<Database, "db" | "bulk">): readonly Measure[] => [
  {
    name: "rescue.arrived-within-30-minutes-share",
    zh: "三十分钟到达率",
    en: "arrived within 30 minutes",
    definitionZh: "近 365 天立案的救援中，立案到救援人员到场不超过 30 分钟的起数 ÷ 有到场记录的起数，按区划",
    definitionEn:
      "incidents opened in the last 365 days whose crew arrived within 30 minutes, of all with an arrival, in the region",
    unit: "%",
    ask: async (region, now) => {
      const { counts } = await numbersOf(db, { from: now - year, to: now }, [{ kind: "region", code: region }]);
      const count = (metric: string): number => counts.find((each) => each.metric === metric)?.value ?? 0;
      const inTime = count("arrived-within-30-minutes");
      return shareOf(inTime, inTime + count("arrived-later"));
    },
  },
  {
    name: "rescue.cover-share",
    zh: "应急处置平台覆盖率（识别码、24 小时电话、站点三项）",
    en: "cover of the rescue platform (code, 24-hour number, station)",
    definitionZh: coverDefinition.zh,
    definitionEn: coverDefinition.en,
    unit: "%",
    ask: async (region, now) => {
      const { total } = await coverOf(bulk, { scopes: [{ kind: "region", code: region }], now });
      // Cut, not rounded: 99.96 % has not reached 100 %.
      const percent = percentOf(total.covered, total.lifts);
      return percent === null ? null : Math.floor(percent * 10) / 10;
    },
  },
  {
    name: "rescue.drills-held-this-year",
    zh: "本年应急救援演练次数",
    en: "rescue drills held this year",
    definitionZh: "今年（北京时间）开始、有救援组到场、模拟人员已救出并已结案的演练次数，按电梯所在区划；中止的不计",
    definitionEn:
      "drills opened this year (China's time) to which a crew came, whose people were out and that are closed, by the lift's region; those broken off do not count",
    unit: "次",
    ask: (region, now) =>
      countDrillsHeld(db, { from: yearBegan(now), to: now + 1 }, [{ kind: "region", code: region }]),
  },
];
