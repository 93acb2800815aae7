import { fileStoreRefusals } from "../../../platform/files/file-store.ts";
import type { RefusalTexts } from "../../../platform/http/route.ts";
import { readRefusals } from "../read/read-refusals.ts";

export const dutyRefusals: RefusalTexts = {
  ...readRefusals,
  ...fileStoreRefusals,
  DUTIES_IS_CONTRACT: {
    status: 422,
    zh: "这是一份合同，不是政策文件，没有收下。",
    en: "This is a contract, not a policy document; it was not kept.",
  },
  DUTIES_OUT_OF_SCOPE: { status: 403, zh: "不在您的管辖范围内。", en: "This is outside of your reach." },
  DUTIES_CHANGED_MEANWHILE: {
    status: 409,
    zh: "别人刚刚改过这一条，请看过新的内容再决定。",
    en: "Somebody else has just changed this duty: look at it again, then decide.",
  },
  DUTIES_NOT_OPEN: {
    status: 409,
    zh: "这一条已经舍弃、拆分或合并，不能再改。",
    en: "This duty was dropped, split or merged and cannot be changed.",
  },
  DUTIES_PART_OUTSIDE: {
    status: 422,
    zh: "所选段落不在这一条责任的原文之内，或者是空的。",
    en: "The chosen passage is empty or lies outside of this duty's text.",
  },
  DUTIES_NO_DIFFERENCE: { status: 409, zh: "没有需要处理的差异。", en: "There is no difference to settle." },
  DUTIES_NO_DAY: { status: 422, zh: "请给出日期或周期。", en: "Name a day or a period." },
  DUTIES_WRONG_UPPER: {
    status: 422,
    zh: "上位文件不存在，或者它本身就是落实这份文件的。",
    en: "The document that it carries out is not there, or carries out this one itself.",
  },
  DUTIES_WRONG_DATES: { status: 422, zh: "有效期止早于施行日期。", en: "Its validity ends before it begins." },
  DUTIES_REGION_UNKNOWN: { status: 422, zh: "平台没有这个行政区划。", en: "The platform has no such region." },
  DUTIES_REGION_FIRST: {
    status: 409,
    zh: "请先确认文件适用的行政区划，才能对应单位。",
    en: "Confirm the region that the document binds before its units are matched.",
  },
  DUTIES_UNIT_OUTSIDE: {
    status: 422,
    zh: "所选单位不在文件适用的行政区划之内，这份文件约束不到它。",
    en: "A chosen organisation lies outside of the document's region: the document does not bind it.",
  },
  DUTIES_ITEM_CLOSED: { status: 409, zh: "这一项已经办结。", en: "This item is closed already." },
  DUTIES_NO_EVIDENCE: {
    status: 422,
    zh: "请先附上佐证（文件或说明），才能记为完成。",
    en: "Add evidence first, a file or a note; then it can be done.",
  },
  DUTIES_REPLY_DAY_PAST: { status: 422, zh: "回复期限不能早于今天。", en: "The day for the reply is past." },
  DUTIES_URGE_CLOSED: { status: 409, zh: "这份督办单已经办结。", en: "This urging letter is closed." },
  DUTIES_TOO_MANY: {
    status: 422,
    zh: "两份文件的责任太多（乘积超过 25 万），不能比较。",
    en: "The two documents hold too many duties to be compared (more than 250,000 pairs).",
  },
  DUTIES_MEASURE_UNKNOWN: { status: 422, zh: "平台没有这个度量。", en: "No room offers this measure." },
};
