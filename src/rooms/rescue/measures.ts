import { minutes } from "../../kernel/clock.ts";
import type { Db } from "../../platform/database/database.ts";
import { type Measure, shareOf } from "../../platform/measures.ts";
import { numbersOf } from "./views/numbers.ts";

const year = minutes(365 * 24 * 60);

/** The figure that every policy of rescue asks for, by the same counts as the page of numbers. */
export const rescueMeasures = (db: Db): readonly Measure[] => [
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
];
