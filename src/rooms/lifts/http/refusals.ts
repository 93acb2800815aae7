import type { RefusalTexts } from "../../../platform/http/route.ts";

/** What lifts refuses, in words; the refusals of single rows of an import carry theirs. */
export const refusals: RefusalTexts = {
  LIFTS_LIFT_NOT_FOUND: {
    status: 404,
    zh: "没有这台电梯，或不在您的范围内。",
    en: "There is no such lift, or it is outside your scope.",
  },
  LIFTS_CURSOR_WRONG: { status: 400, zh: "翻页标记有误。", en: "The paging mark is wrong." },
};
