/**
 * What figures duties ask for, by their words. `measure` names one that a room offers (`measures` in its room.ts); null: no room offers
 * it yet, and the list of measures says so. The first that fits holds.
 */
export const wantedMeasures: readonly {
  readonly words: RegExp;
  readonly measure: string | null;
  readonly zh: string;
  readonly en: string;
}[] = [
  {
    words: /(应急(处置|救援)(服务)?(平台|中心)|96333|救援平台)[^。]*(覆盖|%|率|接入)|(覆盖|接入)[^。]*应急(处置|救援)/,
    measure: "rescue.cover-share",
    zh: "应急处置平台覆盖率（识别码、24 小时电话、站点三项齐备的在用乘客电梯占比）",
    en: "passenger lifts in use with code, 24-hour number and station",
  },
  {
    words: /物联网(?![+＋])|远程监测|智慧监管|在线监测|安装率/,
    measure: "devices.connected-share",
    zh: "物联网监测在线率",
    en: "lifts with a device that is connected",
  },
  {
    words: /(到达|到场|抵达)[^。]*分钟|分钟[^。]*(到达|到场|抵达)|困人救援|救援时间/,
    measure: "rescue.arrived-within-30-minutes-share",
    zh: "三十分钟到达率",
    en: "arrived within 30 minutes",
  },
  {
    words: /超期未检|定期检验率|应检尽检|检验率/,
    measure: "lifts.inspection-overdue-count",
    zh: "超期未检电梯数",
    en: "lifts whose inspection is overdue",
  },
  {
    words: /无维保|维护保养单位|三无电梯/,
    measure: "lifts.without-maintenance-count",
    zh: "无维保单位的在用电梯数",
    en: "lifts in use that nobody maintains",
  },
  {
    words: /(应急)?演练/,
    measure: "rescue.drills-held-this-year",
    zh: "应急演练次数",
    en: "rescue drills held",
  },
  {
    words: /维保质量|维护保养质量|(维保|维护保养)[^。]*抽查/,
    measure: null,
    zh: "维保质量抽查比例",
    en: "share of maintenance spot-checked",
  },
  { words: /(保险|投保)/, measure: null, zh: "电梯责任保险覆盖率", en: "lifts with liability insurance" },
  {
    words: /(老旧|住宅)电梯[^。]*(更新|改造|评估)|更新改造/,
    measure: null,
    zh: "老旧电梯更新改造数",
    en: "old lifts renewed",
  },
  { words: /加装/, measure: null, zh: "加装电梯数", en: "lifts added to old buildings" },
  { words: /(宣传|培训|教育)/, measure: null, zh: "宣传培训场次", en: "campaigns and courses held" },
  { words: /追溯/, measure: null, zh: "质量安全追溯覆盖率", en: "lifts whose parts can be traced" },
  { words: /信用|黑名单|红黑/, measure: null, zh: "信用评价覆盖率", en: "units with a credit rating" },
  { words: /监督抽查|双随机|监督检查/, measure: null, zh: "监督抽查比例", en: "share of units inspected at random" },
];
