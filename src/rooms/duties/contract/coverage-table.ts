import { guangdongCoverage } from "./coverage-guangdong-table.ts";
import { hangzhouCoverage } from "./coverage-hangzhou-table.ts";
import { jianghanCoverage } from "./coverage-jianghan-table.ts";
import { quxianCoverage } from "./coverage-quxian-table.ts";
import { samrCoverage } from "./coverage-samr-table.ts";
import type { CoveredDuty } from "./covered-duty.ts";

/**
 * Each duty of the five founding documents and what of the platform serves it. Only what does something for just this duty counts: that
 * every confirmed duty stands on the board is true of all. Where a sentence asks more, `lacks` says what. A test holds every name against what is there, and every duty against a row.
 */
export const coverage: readonly {
  readonly source: string;
  readonly title: string;
  readonly number: string | null;
  readonly duties: readonly CoveredDuty[];
}[] = [
  {
    source: "000-quxian-2021",
    title: "渠县人民政府办公室关于加强电梯质量安全工作的通知",
    number: "渠府办〔2021〕59号",
    duties: quxianCoverage,
  },
  {
    source: "001-guangdong-2018",
    title: "广东省人民政府办公厅转发国务院办公厅关于加强电梯质量安全工作意见的通知（附国办发〔2018〕8号）",
    number: "粤府办〔2018〕8号",
    duties: guangdongCoverage,
  },
  { source: "002-wuhan-jianghan", title: "江汉区电梯质量安全工作实施方案", number: null, duties: jianghanCoverage },
  { source: "003-samr-2022", title: "电梯质量安全提升行动方案", number: null, duties: samrCoverage },
  {
    source: "004-hangzhou-2020",
    title: "杭州市人民政府办公厅关于贯彻落实《杭州市电梯安全管理条例》的实施意见",
    number: null,
    duties: hangzhouCoverage,
  },
];

export type CoverageCount = {
  readonly all: number;
  readonly whole: number;
  readonly part: number;
  readonly none: number;
};

/** How many are served wholly, in part, and not yet. */
export function countCoverage(duties: readonly CoveredDuty[]): CoverageCount {
  const none = duties.filter(({ serves }) => serves.length === 0).length;
  const part = duties.filter(({ serves, lacks }) => serves.length > 0 && lacks !== undefined).length;
  return { all: duties.length, whole: duties.length - none - part, part, none };
}
