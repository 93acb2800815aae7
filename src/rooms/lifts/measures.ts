import type { Instant } from "../../kernel/clock.ts";
import { type Measure, shareOf } from "../../platform/measures.ts";
import type { LiftCounts } from "./contract.ts";
import type { RegisterIndex } from "./register-index/register-index.ts";

type Definition = Omit<Measure, "ask"> & { readonly value: (inUse: LiftCounts) => number | null };

const definitions: readonly Definition[] = [
  {
    name: "lifts.signs-posted-share",
    zh: "应急救援识别码张贴率",
    en: "signs with the rescue code posted",
    definitionZh: "已张贴（或扫码确认）救援识别码的在用电梯台数 ÷ 在用电梯台数，按区划",
    definitionEn:
      "lifts in use whose sign with the rescue code is posted or confirmed, of all lifts in use in the region",
    unit: "%",
    value: ({ total, gaps }) => shareOf(total - (gaps["no-rescue-code"] ?? 0) - (gaps["sign-not-posted"] ?? 0), total),
  },
  {
    name: "lifts.inspection-overdue-count",
    zh: "超期未检电梯数",
    en: "lifts with an overdue inspection",
    definitionZh: "下次检验日期已过的在用电梯台数，按区划",
    definitionEn: "lifts in use whose next inspection was due before today, in the region",
    unit: "台",
    value: ({ inspectionOverdue }) => inspectionOverdue,
  },
  {
    name: "lifts.without-maintenance-count",
    zh: "无维保单位的在用电梯数",
    en: "lifts in use that nobody maintains",
    definitionZh: "今天没有维保单位的在用电梯台数，按区划",
    definitionEn: "lifts in use without a maintenance unit today, in the region",
    unit: "台",
    value: ({ gaps }) => gaps["no-maintenance-unit"] ?? 0,
  },
  {
    name: "lifts.in-use-count",
    zh: "在用电梯数",
    en: "lifts in use",
    definitionZh: "登记状态为在用的电梯台数，按区划",
    definitionEn: "lifts whose registration says in use, in the region",
    unit: "台",
    value: ({ total }) => total,
  },
];

/** Figures of the register, all of lifts in use; counted afresh in the index at every ask. */
export const liftMeasures = (index: RegisterIndex): readonly Measure[] =>
  definitions.map(({ value, ...about }) => ({
    ...about,
    ask: async (region: string, now: Instant) => {
      const where = region === "100000" ? {} : { region };
      const filter = { registration: "in-use", ...where } as const;
      const counted = await index.ask("counts", { filter, scopes: [{ kind: "everything" }], now });
      return counted.ok ? value(counted.value) : null;
    },
  }));
