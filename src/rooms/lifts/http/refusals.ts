import type { RefusalTexts } from "../../../platform/http/route.ts";

/** What lifts refuses, in words; the refusals of single rows of an import carry theirs. */
export const refusals: RefusalTexts = {
  LIFTS_LIFT_NOT_FOUND: {
    status: 404,
    zh: "没有这台电梯，或不在您的范围内。",
    en: "There is no such lift, or it is outside your scope.",
  },
  LIFTS_ENTRY_NOT_FOUND: {
    status: 404,
    zh: "这台电梯的台账没有这条记录。",
    en: "The ledger of this lift has no such entry.",
  },
  LIFTS_EVIDENCE_NOT_YOURS: {
    status: 403,
    zh: "这份文件含有其他电梯和联系电话，只提供给导入它的人，和在它的全部范围内办理导入、可看完整号码的人员。",
    en: "This file holds other lifts and telephones: it is for who imported it, and for who imports in all of its regions and sees whole numbers.",
  },
  LIFTS_EVIDENCE_ELSEWHERE: {
    status: 404,
    zh: "平台只记有这份文件的指纹，文件本身不在平台上，由出具单位保存。",
    en: "The platform knows this file by its hash only; the file itself lies with whoever issued it.",
  },
  LIFTS_NOT_SIGNED_YET: {
    status: 404,
    zh: "这台电梯的台账还没有签名的检查点，请明天再试。",
    en: "No signed checkpoint covers the ledger of this lift yet: try tomorrow.",
  },
  LIFTS_CHECKPOINT_BUSY: {
    status: 409,
    zh: "检查点正在生成，请稍候。",
    en: "A checkpoint is being made: wait a moment.",
  },
  LIFTS_ENDS_CHANGED: {
    status: 409,
    zh: "{count} 台电梯的台账与上一个检查点不符，例如 {lift} 第 {no} 条，请先核查。",
    en: "The ledgers of {count} lifts are no longer what the last checkpoint signed, such as entry {no} of {lift}: look into it first.",
  },
  LIFTS_EXPORT_TOO_OLD: {
    status: 410,
    zh: "导出时间过长，其检查点已更新，请重新导出。",
    en: "The export took too long and its checkpoint was replaced: start it again.",
  },
  LIFTS_CURSOR_WRONG: { status: 400, zh: "翻页标记有误。", en: "The paging mark is wrong." },
  LIFTS_INDEX_LOADING: {
    status: 503,
    zh: "台账正在载入内存，请几秒后重试。",
    en: "The register is being loaded; please try again in a few seconds.",
  },
  LIFTS_TOO_MANY_VIEWS: {
    status: 422,
    zh: "每人最多保存 {max} 个视图，请先删除不用的。",
    en: "Each person keeps at most {max} views; delete one first.",
  },
  LIFTS_TILE_OUTSIDE: { status: 400, zh: "没有这块地图。", en: "There is no such tile." },
  LIFTS_VERSION_OLD: {
    status: 409,
    zh: "别人刚刚修改了这份档案，请刷新后再改。",
    en: "Somebody else has just changed this file; reload it and try again.",
  },
  LIFTS_DAY_TOO_FAR: {
    status: 422,
    zh: "日期远在将来，疑为笔误，请核对年份。",
    en: "A day lies too far ahead, most likely a slip: look at the year.",
  },
  LIFTS_CODE_MISSING: {
    status: 422,
    zh: "电梯至少要有一个代码，这个编号只能改，不能清空。",
    en: "A lift needs one code at least: change this number, do not empty it.",
  },
  LIFTS_CODE_TAKEN: {
    status: 409,
    zh: "另一台电梯已登记了这个使用登记证编号，请先核对那一台。",
    en: "Another lift has this use-registration number: look at that one first.",
  },
  LIFTS_DIFFERENCE_CODE_TAKEN: {
    status: 409,
    zh: "代码 {code} 已属于另一台电梯，没有采用。请先核对那一台，或保留现有的。",
    en: "Another lift has the code {code}: it was not taken. Look at that lift first, or keep what is there.",
  },
  LIFTS_NOTHING_CHANGED: { status: 422, zh: "没有改动。", en: "Nothing was changed." },
  LIFTS_PARAMETER_WRONG: {
    status: 422,
    zh: "{parameter}应填数字。",
    en: "Give a number for the {parameterEn}.",
  },
  LIFTS_POSITION_FAR: {
    status: 422,
    zh: "这个位置距同城其他电梯约 {km} 公里，疑为笔误。核对无误的，请勾选确认后再保存。",
    en: "This position is about {km} km from the other lifts of the city, most likely a slip. If it is right, confirm it and save again.",
  },
  LIFTS_POSITION_HALF: { status: 422, zh: "经纬度应同时填写。", en: "Latitude and longitude go together." },
  LIFTS_STEP_NOT_POSSIBLE: {
    status: 422,
    zh: "当前登记状态不能这样变更。",
    en: "The registration cannot go from {from} to {to}.",
  },
  LIFTS_LIFT_GONE: {
    status: 422,
    zh: "电梯已报废或注销，不再变更。",
    en: "The lift is scrapped or cancelled: its states do not change any more.",
  },
  LIFTS_ORDER_STANDS: {
    status: 409,
    zh: "监察指令仍然有效，解除之后才能恢复运行。",
    en: "An order is in force: the lift may run only when that is lifted.",
  },
  LIFTS_DAY_AHEAD: {
    status: 422,
    zh: "日期晚于今天，请核对。",
    en: "The day lies after today: look at it again.",
  },
  LIFTS_NO_LIFTS: { status: 404, zh: "您的范围内没有这些电梯。", en: "None of these lifts is within your scope." },
  LIFTS_TOO_MANY: { status: 422, zh: "一次最多 {max} 台。", en: "At most {max} lifts at once." },
  LIFTS_ORGANISATION_UNKNOWN: { status: 422, zh: "没有这个单位。", en: "There is no such organisation." },
  LIFTS_PARTY_ENDS_FIRST: { status: 422, zh: "终止日期早于起始日期。", en: "It ends before it begins." },
  LIFTS_CAPACITY_OF_USE_UNIT: {
    status: 422,
    zh: "只有使用单位有“以何身份”一项。",
    en: "Only a use unit answers in a capacity.",
  },
  LIFTS_PARTY_OVERLAPS: {
    status: 409,
    zh: "这些电梯从该日或更晚的一天起已登记了另一单位，请先更正那份合同。",
    en: "Another unit is recorded for these lifts from that day or a later one; put that contract right first.",
  },
  LIFTS_GAP_NOT_FOUND: {
    status: 404,
    zh: "这项缺漏已消除，或不在您的范围内。",
    en: "This gap is closed, or outside your scope.",
  },
  LIFTS_PART_NOT_FOUND: { status: 404, zh: "这台电梯没有这个部件。", en: "This lift has no such part." },
  LIFTS_PART_DAY_WRONG: {
    status: 422,
    zh: "拆除日期早于安装日期，请核对。",
    en: "The part would go before it was fitted: look at the days.",
  },
  LIFTS_NO_SIGNS: {
    status: 422,
    zh: "这些电梯还没有救援识别码，请先赋码。",
    en: "None of these lifts has a rescue code; give codes first.",
  },
  LIFTS_REGION_UNKNOWN: { status: 422, zh: "没有这个行政区划。", en: "There is no such region." },
  LIFTS_REGION_OUTSIDE: {
    status: 403,
    zh: "新的行政区划不在您的管辖范围内，请由上级部门更正。",
    en: "The new region is outside your scope: let the office above correct it.",
  },
  LIFTS_RANGE_WRONG: {
    status: 422,
    zh: "号段首尾位数应相同，末尾数字之前的部分应相同，且首号不大于末号。",
    en: "First and last code have one length and the same before their last digits; the first is not the greater.",
  },
  LIFTS_RANGE_ODD: {
    status: 422,
    zh: "号段不合本市识别码规则（{pattern}；# 为数字，@ 为字母）。请核对号段，或先登记新的规则。",
    en: "The range does not fit the city's pattern of rescue codes ({pattern}; # is a digit, @ a letter): look at it again, or set the new pattern first.",
  },
  LIFTS_PATTERN_OUTSIDE: {
    status: 403,
    zh: "这个区域不在您的管辖范围内，请由上级部门规定。",
    en: "This region is outside your scope: let the office above say how its codes look.",
  },
  LIFTS_PATTERN_NATIONAL: {
    status: 422,
    zh: "全国的默认规则不能改，请给本省、本市或本区另设一条。",
    en: "The nation's default does not change: give a province, city or district its own.",
  },
  LIFTS_PATTERN_DAY: {
    status: 422,
    zh: "规则只能从今天或以后的一天起执行。",
    en: "A pattern holds from today or a later day on.",
  },
  LIFTS_DIFFERENCE_CODE_ODD: {
    status: 422,
    zh: "识别码 {code} 不合本市规则，没有采用：新的识别码只从给定的号段里取。",
    en: "The rescue code {code} does not fit the city's pattern and was not taken: new codes come from a range given to us.",
  },
  LIFTS_RANGE_OUTSIDE: {
    status: 403,
    zh: "号段供全部电梯使用，只有管辖全部区域的人才能添加。",
    en: "Ranges serve every lift: only who answers for all regions may add one.",
  },
  LIFTS_RANGE_OVERLAPS: { status: 409, zh: "与已有号段重叠。", en: "It overlaps a range that is there." },
  LIFTS_RANGE_EMPTY: {
    status: 409,
    zh: "合本区域规则的救援识别码只剩 {left} 个，请先添加新的号段。",
    en: "Only {left} rescue codes that fit these regions are left; add a new range first.",
  },
};
