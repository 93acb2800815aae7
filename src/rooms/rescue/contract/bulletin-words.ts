import type { BulletinFigure } from "./bulletin.ts";
import { coverDefinition, coverTargets } from "./cover.ts";

/** What each figure of the bulletin counts, in words; `ours` are those that no city publishes. */
type FigureWords = Pick<BulletinFigure, "name" | "zh" | "en" | "definitionZh" | "definitionEn" | "metric" | "ours"> &
  Partial<Pick<BulletinFigure, "page" | "targets">>;

const spans = [
  ["answer", "响应", "answer", "接警→受理或接单", "alarm → taken by the desk or accepted by a crew"],
  ["dispatch", "派单", "dispatch", "接警→首次派单", "alarm → first ask"],
  ["arrival", "到达", "arrival", "接警→首组到场", "alarm → first crew on the scene"],
  ["release", "解救", "release", "首组到场→救出", "first crew on the scene → people out"],
] as const;

/** p50, p90 and p95 of each span. */
const percentiles: readonly FigureWords[] = spans.flatMap(([name, zh, en, definitionZh, definitionEn]) =>
  ([50, 90, 95] as const).map((p) => ({
    name: `${name}-p${p}`,
    zh: `${zh}用时 p${p}`,
    en: `${en} p${p}`,
    definitionZh: `${definitionZh}，第 ${p} 百分位`,
    definitionEn: `${definitionEn}, ${p}th percentile`,
    // The list of a span has false alarms too: it would not be the incidents that are counted here.
    metric: null,
    ours: true,
  })),
);

export const bulletinWords: readonly FigureWords[] = [
  {
    name: "cases",
    zh: "处置警情",
    en: "incidents",
    definitionZh: "期内报警形成的全部警情，含误报；演练、试验梯和对接查验中设备所报的不计",
    definitionEn:
      "all incidents opened in the period, false alarms included; drills and what devices say of test lifts or in a docking check are not",
    metric: "incidents",
    ours: false,
  },
  {
    name: "calls",
    zh: "电话报警",
    en: "by telephone",
    definitionZh: "由来电建立的警情（未形成警情的咨询、投诉来电不在内）",
    definitionEn: "incidents opened by a call; calls that opened none are not in it",
    metric: "by-call",
    ours: false,
  },
  {
    name: "entrapments",
    zh: "困人",
    en: "entrapments",
    definitionZh: "处置警情减去人工确认的误报",
    definitionEn: "incidents less those that a person found to be false",
    metric: "entrapments",
    ours: false,
  },
  {
    name: "people-freed",
    zh: "解救被困人员",
    en: "people freed",
    definitionZh: "困人警情中登记救出的人数，含自行脱困",
    definitionEn: "people recorded as out, those out by themselves included",
    metric: "people-freed",
    ours: false,
  },
  {
    name: "freed-themselves",
    zh: "其中自行脱困",
    en: "of them by themselves",
    definitionZh: "登记为自行脱困的人数，单列",
    definitionEn: "people recorded as out by themselves",
    metric: null,
    ours: false,
  },
  {
    name: "false-alarms",
    zh: "误报",
    en: "false alarms",
    definitionZh: "人工核实无人被困而结束的警情",
    definitionEn: "ended because a person made sure that nobody was inside",
    metric: "false-alarms",
    ours: true,
  },
  {
    name: "three-minute-response",
    zh: "三分钟响应率",
    en: "answered within three minutes",
    definitionZh:
      "一级首次派单后 3 分钟内接单的起数 ÷ 有一级派单的困人起数（DB37/T 3451—2018：派遣指令下达→签约维保响应成功）",
    definitionEn: "first ask of the contracted unit accepted within 3 minutes, of entrapments with such an ask",
    metric: null,
    ours: false,
  },
  {
    name: "thirty-minute-arrival",
    zh: "三十分钟到达率",
    en: "there within thirty minutes",
    definitionZh: "首组到场距其接单不超过 30 分钟的起数 ÷ 有接单且到场的困人起数（TSG T5002：自接到通知起）",
    definitionEn: "first crew there within 30 minutes of its own acceptance, of entrapments with both",
    metric: null,
    ours: false,
  },
  {
    name: "mean-arrival",
    zh: "到达现场平均用时",
    en: "mean time to the scene",
    definitionZh: "首次派单→首组到场的平均分钟数",
    definitionEn: "first ask → first crew on the scene, mean",
    metric: null,
    ours: false,
  },
  {
    name: "mean-release",
    zh: "现场实施救援平均用时",
    en: "mean time on the scene",
    definitionZh: "首组到场→救出的平均分钟数",
    definitionEn: "first crew on the scene → people out, mean",
    metric: null,
    ours: false,
  },
  {
    name: "entrapment-rate",
    zh: "困人率",
    en: "entrapment rate",
    definitionZh: "期内客梯困人次数 ÷ 当前在用客梯总数 × 100%（南京 2023-09 简报的定义；总数取制表时的登记）",
    definitionEn: "entrapments in passenger lifts of the period, of passenger lifts in use when this was made",
    metric: null,
    ours: false,
  },
  ...percentiles,
  {
    name: "late-from-alarm",
    zh: "报警起超时到达",
    en: "late from the alarm",
    definitionZh:
      "接警→首组到场超过该起适用的到达时限（本市条款，开案时按电梯位置定；此前开案的为 30 分钟），或结案时仍无人到场的起数 ÷ 到场或已结案的困人起数（到场前已自行或由使用单位脱困的不计）",
    definitionEn:
      "alarm → first crew over the time that applied to it (by the city’s clause and the lift’s place, decided at the opening; 30 minutes before that was decided), or nobody ever came, of entrapments that were reached or are closed, less those out before by themselves or the use unit",
    metric: "late-from-alarm",
    ours: true,
  },
  {
    name: "late-from-receipt",
    zh: "接单起超时到达",
    en: "late from the receipt",
    definitionZh: "首组接单→到场超过该起适用的到达时限的起数 ÷ 有接单且到场的困人起数（TSG T5002：自接到通知起）",
    definitionEn:
      "first crew there later after its own acceptance than the time that applied, of entrapments with both",
    metric: "late-from-receipt",
    ours: true,
  },
  {
    name: "use-unit-phone",
    zh: "使用单位值班电话接听率",
    en: "use units that answered",
    definitionZh: "答复了（赶来、到场、称误报）的起数 ÷ 通知了使用单位的困人起数",
    definitionEn: "answered in any way, of entrapments whose use unit was called",
    metric: null,
    ours: true,
  },
  {
    name: "casualties",
    zh: "有人伤亡的警情",
    en: "incidents with casualties",
    definitionZh: "登记有人受伤或死亡的警情",
    definitionEn: "incidents with anybody recorded as hurt or dead",
    metric: "casualties",
    ours: true,
  },
  {
    name: "cover",
    zh: "平台覆盖率",
    en: "cover of the platform",
    definitionZh: `${coverDefinition.zh}取制表时的登记。`,
    definitionEn: `${coverDefinition.en} As the register was when this was made.`,
    metric: null,
    ours: true,
    page: "cover",
    targets: [...coverTargets],
  },
  ...(
    [
      [
        "cover-code",
        "其中识别码已扫码确认",
        "code confirmed by a scan",
        "识别码已张贴并经扫码确认",
        "the sign was confirmed by a scan",
      ],
      [
        "cover-number",
        "其中 24 小时电话试呼接通",
        "24-hour number answered",
        "维保单位 24 小时电话最近一次试呼有人接听且未过试呼间隔",
        "the unit's 24-hour number was answered at its last test call, not older than the interval",
      ],
      [
        "cover-station",
        "其中二级站点可达",
        "level-2 station in reach",
        "有二级救援站点在规定路程时间内",
        "a level-2 station is within the set time",
      ],
    ] as const
  ).map(
    ([name, zh, en, definitionZh, definitionEn]): FigureWords => ({
      name,
      zh,
      en,
      definitionZh: `在用乘客电梯中${definitionZh}的比例，单独计算`,
      definitionEn: `share of passenger lifts in use, by itself: ${definitionEn}`,
      metric: null,
      ours: true,
      page: "cover",
    }),
  ),
];
