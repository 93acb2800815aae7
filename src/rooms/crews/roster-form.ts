import type { ImportForm } from "../../platform/imports/import-form.ts";

/** Duty rosters: which crew should be on duty on which day, from when to when, and who. */
export const rosterForm: ImportForm = {
  name: "rosters",
  zh: "值班表",
  en: "duty rosters",
  keyFields: ["crew"],
  work: new URL("./roster-import-work.ts", import.meta.url).href,
  fields: [
    {
      name: "crew",
      zh: "救援组代码",
      en: "crew code",
      aliases: ["救援组", "班组代码", "班组", "班组编号", "站点代码", "救援站代码", "值班组", "crew", "team"],
      required: true,
      looks: "code",
    },
    {
      name: "day",
      zh: "值班日期",
      en: "day",
      aliases: ["日期", "值班日", "date", "duty day"],
      required: true,
      looks: "date",
    },
    {
      name: "from",
      zh: "开始时间",
      en: "from",
      aliases: ["上班时间", "起始时间", "接班时间", "起", "start", "start time"],
      looks: "text",
    },
    {
      name: "to",
      zh: "结束时间",
      en: "until",
      aliases: ["下班时间", "终止时间", "交班时间", "止", "end", "end time", "to"],
      looks: "text",
    },
    {
      name: "hours",
      zh: "值班时间",
      en: "hours",
      aliases: ["时段", "值班时段", "班次时间", "起止时间", "shift"],
      looks: "text",
    },
    {
      name: "people",
      zh: "值班人员",
      en: "people on duty",
      aliases: ["人员", "值班人", "姓名", "值班人员姓名", "names", "people", "staff"],
      looks: "text",
    },
    {
      name: "phone",
      zh: "值班电话",
      en: "duty telephone",
      aliases: ["电话", "手机", "联系电话", "手机号", "phone"],
      looks: "phone",
    },
  ],
  words: {
    CELL_EMPTY: { zh: "此项不能为空", en: "this must not be empty" },
    TEXT_TOO_LONG: { zh: "超过 {max} 个字", en: "longer than {max} characters" },
    DATE_WRONG: { zh: "「{cell}」不是日期", en: "“{cell}” is no date" },
    DATE_TWO_DIGIT_YEAR: { zh: "「{cell}」的年份只有两位", en: "“{cell}” has a year of two digits" },
    DATE_WITHOUT_DAY: { zh: "「{cell}」缺少日", en: "“{cell}” has no day" },
    TIME_WRONG: { zh: "「{cell}」不是时间（如 08:00）", en: "“{cell}” is no time (such as 08:00)" },
    HOURS_MISSING: { zh: "没有起止时间", en: "there is no beginning or no end" },
    CREW_UNKNOWN: { zh: "没有代码为「{cell}」的救援组", en: "there is no crew with the code “{cell}”" },
    PHONE_LEFT_OUT: {
      zh: "「{cell}」不是电话号码，此格未导入",
      en: "“{cell}” is no telephone number; the cell was left out",
    },
  },
};
