import type { Words } from "../../../platform/imports/import-form.ts";

/** What is said of rows of the lifts form. Problems refuse a row, remarks go with it. */
export const liftWords: Words = {
  CELL_EMPTY: { zh: "此项不能为空", en: "this must not be empty" },
  TEXT_TOO_LONG: { zh: "超过 {max} 个字", en: "longer than {max} characters" },
  DATE_WRONG: { zh: "「{cell}」不是日期", en: "“{cell}” is no date" },
  DATE_TWO_DIGIT_YEAR: {
    zh: "「{cell}」的年份只有两位，请写四位年份",
    en: "“{cell}” has a year of two digits; write four",
  },
  DATE_WITHOUT_DAY: { zh: "「{cell}」缺少日", en: "“{cell}” has no day" },
  DATE_TOO_FAR: {
    zh: "「{cell}」远在将来，疑为笔误，此格未导入",
    en: "“{cell}” lies too far ahead, most likely a slip; the cell was left out",
  },
  NUMBER_LEFT_OUT: {
    zh: "「{cell}」不是可用的数字，此格未导入",
    en: "“{cell}” is no usable number; the cell was left out",
  },
  NUMBER_KEPT_AS_TEXT: {
    zh: "「{cell}」读不成数字，按原文保留",
    en: "“{cell}” does not read as a number; kept as written",
  },
  DATE_KEPT_AS_TEXT: {
    zh: "「{cell}」读不成日期，按原文保留",
    en: "“{cell}” does not read as a date; kept as written",
  },
  PHONE_LEFT_OUT: {
    zh: "「{cell}」不是电话号码，此格未导入",
    en: "“{cell}” is no telephone number; the cell was left out",
  },
  WORD_LEFT_OUT: {
    zh: "不认识「{cell}」，此格未导入；可在值对照表中说明",
    en: "“{cell}” is not known; the cell was left out; the value table can explain it",
  },
  NO_CODE: {
    zh: "没有任何代码：注册代码、设备代码、制造单位代码加出厂编号、使用登记证编号、本册编号至少填一项",
    en: "no code at all: registration code, device code, maker's code with serial number, use-registration number, or own number",
  },
  USE_REGISTRATION_WRONG: {
    zh: "「{cell}」不像使用登记证编号（如 梯11苏A00001(18)），本行又没有其他代码",
    en: "“{cell}” does not look like a use-registration number (such as 梯11苏A00001(18)), and the row has no other code",
  },
  CODE_SCIENTIFIC: {
    zh: "「{cell}」是科学计数法，末位数字已丢失；请从原系统以文本格式重新导出",
    en: "“{cell}” is in scientific notation and has lost digits; export it again as text",
  },
  CODE_ROUNDED: {
    zh: "末尾数字被表格软件改成了 0；请从原系统以文本格式重新导出",
    en: "the last digits were rounded to zeros by a spreadsheet; export it again as text",
  },
  REGISTER_CODE_WRONG: {
    zh: "「{cell}」不是 20 位注册代码（4 位品种、6 位区划、6 位年月、4 位顺序号）",
    en: "“{cell}” is no registration code of 20 digits (4 kind, 6 region, 6 year and month, 4 number)",
  },
  DEVICE_CODE_WRONG: { zh: "「{cell}」不是 18 位设备代码", en: "“{cell}” is no device code of 18 places" },
  CODE_IS_DEVICE_CODE: {
    zh: "注册代码一栏填的是设备代码，已归入设备代码",
    en: "the device code stood in the column of the registration code; taken as device code",
  },
  REGISTER_CODE_ELSEWHERE: {
    zh: "注册代码的区划 {region} 与所填区划 {given} 不在同一城市",
    en: "the region {region} in the registration code and the region {given} are not in one city",
  },
  REGISTER_CODE_OTHER_DISTRICT: {
    zh: "注册代码的区划与所填区县不同（区划可能调整过）",
    en: "the registration code names another district (borders may have changed)",
  },
  ADDRESS_FROM_COMPOUND: { zh: "没有地址，以小区名称代替", en: "no address; the compound stands for it" },
  COMPOUND_BLANK_BELOW: {
    zh: "小区为空，而前面同一地址或同一条路的行写有「{compound}」，疑为合并单元格；对照页可选“空格沿用”，地址不同的请补填",
    en: "no compound, though a row above of the same address or street has “{compound}”: most likely a merged cell; the mapping can fill blanks of the same address, others are to be filled in",
  },
  CREDIT_CODE_WRONG: {
    zh: "「{cell}」不是统一社会信用代码（位数或校验位不对），按名称认单位",
    en: "“{cell}” is no credit code (length or check character); the organisation goes by its name",
  },
  MAKER_CODE_LEFT_OUT: {
    zh: "制造单位代码不是 18 位统一社会信用代码，未导入",
    en: "the maker's code is no credit code of 18 places; left out",
  },
  RESCUE_CODE_WRONG: { zh: "救援识别码应为 4 至 20 位字母或数字", en: "a rescue code has 4 to 20 letters or digits" },
  RESCUE_CODE_ODD: {
    zh: "「{cell}」不合本市识别码规则（{pattern}）；已有的码照旧保留，请核对",
    en: "“{cell}” does not fit the city's pattern of rescue codes ({pattern}); a code that exists is kept, please check",
  },
  RESCUE_CODE_NOT_GIVEN: {
    zh: "电梯已有识别码 {held}，「{cell}」不合本市规则（{pattern}），不能换成它；新的识别码只从给定的号段里取",
    en: "the lift has the code {held}; “{cell}” does not fit the city's pattern ({pattern}) and cannot take its place: new codes come from a range given to us",
  },
  KIND_UNKNOWN: {
    zh: "不认识品种「{cell}」；请在值对照表中说明",
    en: "the kind “{cell}” is not known; explain it in the value table",
  },
  KIND_OLD_CODE: {
    zh: "旧目录（至 {until}）代码 {cell}，已换成现行品种，原代码留在档案中",
    en: "code {cell} of the old catalogue (until {until}); mapped to today's, the old code stays in the file",
  },
  KIND_FROM_CODE: { zh: "品种取自代码", en: "the kind was taken from the code" },
  KIND_NOT_OF_CODE: {
    zh: "品种「{cell}」与代码中的 {code} 不符",
    en: "the kind “{cell}” is not that of the code ({code})",
  },
  REGION_UNKNOWN: { zh: "没有行政区划「{cell}」", en: "there is no region “{cell}”" },
  REGION_FROM_CODE: { zh: "区划取自注册代码", en: "the region was taken from the registration code" },
  REGISTRATION_UNKNOWN: {
    zh: "不认识登记状态「{cell}」；请在值对照表中说明",
    en: "the state “{cell}” is not known; explain it in the value table",
  },
  POSITION_HALF: { zh: "经纬度只有一半，未导入", en: "only half of a position; left out" },
  POSITION_LEFT_OUT: { zh: "「{cell}」不是经纬度，未导入", en: "“{cell}” is no position; left out" },
  POSITION_ZERO: { zh: "经纬度为 0，视为没有", en: "a position of 0, 0 counts as none" },
  POSITION_SWAPPED: { zh: "经纬度填反了，已对调", en: "latitude and longitude were swapped; put right" },
  POSITION_FAR: {
    zh: "距同城电梯的中心约 {km} 公里，疑为笔误，请核对；已按原值保留",
    en: "about {km} km from the middle of the city's lifts, most likely a slip; kept as written, please check",
  },
  ENDS_BEFORE_IT_BEGINS: { zh: "终止日期早于起始日期", en: "it ends before it begins" },
  ROW_TWICE: { zh: "与第 {row} 行重复（{name}）", en: "the same as row {row} ({name})" },
  CODES_DISAGREE: {
    zh: "本行的代码属于不同的电梯：{code} 属于「{place}」，{otherCode} 属于「{otherPlace}」",
    en: "the codes of this row belong to different lifts: {code} to “{place}”, {otherCode} to “{otherPlace}”",
  },
  CODE_OF_ANOTHER: {
    zh: "{code} 属于「{place}」，它登记的是 {heldCode}，本行写的是 {given}",
    en: "{code} belongs to “{place}”, which is registered as {heldCode}, not {given}",
  },
  RESCUE_CODE_TAKEN: { zh: "救援识别码已属于另一台电梯", en: "another lift has this rescue code" },
  CODE_TAKEN: { zh: "本行的代码已属于另一台电梯", en: "another lift has a code of this row" },
  WITHDRAWN_KEPT: { zh: "电梯已有后来的记录，未撤销", en: "the lift has later records and was not withdrawn" },
  ORGANISATIONS_MADE: {
    zh: "新建单位 {count} 个（登记簿中没有的名称），请核对",
    en: "{count} organisations were made because their names were not known; please check",
  },
  ROWS_NOT_IN_FILE: {
    zh: "来源以前给过、这份文件里没有的：{count} 行。导入后，其中未报废、未注销的电梯列为缺失",
    en: "{count} rows that the source told before are not in this file; after the import those of them that are neither scrapped nor cancelled are listed as missing",
  },
  POSITIONS_OFF: {
    zh: "{share}% 的已知电梯在文件中的位置整体偏移约 {metres} 米，坐标可能是 GCJ-02",
    en: "{share}% of the known lifts lie about {metres} m off in this file: its coordinates may be GCJ-02",
  },
};
