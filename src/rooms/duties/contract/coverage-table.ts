/** What of the platform serves a duty: a page of the desk, a room, or the file of a rule. */
export type Serves = `page:/${string}` | `room:${string}` | `rule:src/${string}`;

export type CoveredDuty = {
  /** Place of the attribution in the text, as the labels have it. */
  readonly offset: number;
  readonly unit: string;
  readonly gist: string;
  /** Empty: not yet. */
  readonly serves: readonly Serves[];
};

/**
 * Each duty of the five founding documents and what of the platform serves it. Only what does something for just this duty counts: that
 * every confirmed duty stands on the board is true of all. A test holds every name against what is there, and every duty against a row.
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
    duties: [
      {
        offset: 537,
        unit: "县市场监管局",
        gist: "以故障率为指标的质量安全评价体系，定期发布",
        serves: ["rule:src/rooms/devices/model/faults.ts"],
      },
      {
        offset: 770,
        unit: "县市场监管局、县住建局、县自然资源局",
        gist: "安装质量责任追溯",
        serves: ["rule:src/rooms/lifts/model/ledger-chain.ts"],
      },
      { offset: 1166, unit: "县市场监管局", gist: "维保模式创新、按需维保", serves: [] },
      { offset: 1276, unit: "县市场监管局", gist: "检验工作监督检查、责任追究", serves: [] },
      { offset: 1454, unit: "县住建局、县市场监管局", gist: "电梯选型配置标准", serves: [] },
      { offset: 1610, unit: "县住建局", gist: "既有住宅增设电梯", serves: [] },
      {
        offset: 2067,
        unit: "县市场监管局",
        gist: "使用管理主体责任：谁负责、日常检查、维保监督",
        serves: ["page:/lifts", "page:/gaps", "rule:src/rooms/lifts/model/ledger-chain.ts"],
      },
      {
        offset: 2284,
        unit: "县市场监管局",
        gist: "联席会议：组织、协调、督办",
        serves: ["page:/duties/meetings", "page:/duties", "page:/duties/urges"],
      },
      {
        offset: 2416,
        unit: "县市场监管局",
        gist: "监督检查、停用查封、安全状况分析",
        serves: ["rule:src/rooms/lifts/model/change-states.ts", "page:/overview"],
      },
      {
        offset: 2519,
        unit: "各地各部门",
        gist: "属地与行业责任：各部门各管本行业",
        serves: ["page:/duties/list", "page:/duties/units/$unitId"],
      },
      { offset: 2558, unit: "县住建局", gist: "住建：土建质量、物业监督、维修资金", serves: [] },
      { offset: 2725, unit: "县应急局", gist: "应急：参与事故调查", serves: [] },
      { offset: 2776, unit: "县公安局", gist: "公安：事故现场秩序", serves: [] },
      { offset: 2823, unit: "县经信局", gist: "经信：井道通信网络覆盖", serves: [] },
      { offset: 2857, unit: "县卫健局", gist: "卫健：医疗机构电梯安全管理", serves: ["page:/lifts", "page:/overview"] },
      { offset: 2881, unit: "县教科局", gist: "教科：学校电梯安全管理", serves: ["page:/lifts", "page:/overview"] },
      { offset: 2911, unit: "县民政局", gist: "民政：养老机构电梯安全管理", serves: ["page:/lifts", "page:/overview"] },
      {
        offset: 2936,
        unit: "县文旅局、县交运局、县商务局",
        gist: "文旅、交运：行业内电梯安全管理",
        serves: ["page:/lifts", "page:/overview"],
      },
      { offset: 2984, unit: "达州银保监分局渠县监管组", gist: "保险监管：责任保险合规", serves: [] },
      {
        offset: 3026,
        unit: "各乡镇人民政府(街道办)",
        gist: "乡镇街道：隐患排查、属地管理",
        serves: ["page:/gaps", "page:/lifts"],
      },
      { offset: 3317, unit: "县市场监管局、县住建局", gist: "三无电梯治理、安全评估", serves: ["page:/gaps"] },
      {
        offset: 3477,
        unit: "县市场监管局",
        gist: "96933 应急处置平台与 110、119、120 联动",
        serves: ["page:/", "room:rescue", "rule:src/rooms/rescue/model/choose-crew.ts"],
      },
      { offset: 3706, unit: "县市场监管局", gist: "综合治理、投诉举报平台", serves: [] },
      { offset: 3966, unit: "县市场监管局", gist: "电梯安全责任保险", serves: [] },
      { offset: 4165, unit: "县市场监管局", gist: "职业教育、技能竞赛", serves: [] },
      {
        offset: 4218,
        unit: "各级各部门",
        gist: "权责清单、尽职免责、失职追责",
        serves: ["page:/duties/list", "page:/duties", "page:/duties/units/$unitId"],
      },
      { offset: 4484, unit: "县市场监管局", gist: "安全宣传教育", serves: [] },
      {
        offset: 4745,
        unit: "县市场监管局",
        gist: "电梯物联网：全生命周期追溯、大数据",
        serves: ["room:devices", "page:/devices", "rule:src/rooms/lifts/model/ledger-chain.ts"],
      },
      {
        offset: 4776,
        unit: "各级各部门（单位）",
        gist: "工作方案与责任分工",
        serves: ["page:/duties/documents", "page:/duties/list"],
      },
    ],
  },
  {
    source: "001-guangdong-2018",
    title: "广东省人民政府办公厅转发国务院办公厅关于加强电梯质量安全工作意见的通知（附国办发〔2018〕8号）",
    number: "粤府办〔2018〕8号",
    duties: [
      {
        offset: 318,
        unit: "各地、各有关部门",
        gist: "落实《意见》，健全协调机制，细化方案",
        serves: ["page:/duties/documents", "page:/duties/compare"],
      },
      { offset: 785, unit: "各地、各有关部门", gist: "监管体制改革，治理体系", serves: [] },
      { offset: 1009, unit: "各地、各有关部门", gist: "企业安全生产主体责任", serves: ["page:/lifts", "page:/gaps"] },
      {
        offset: 1139,
        unit: "质监",
        gist: "依权责清单尽职免责、失职追责",
        serves: ["page:/duties/list", "page:/duties", "page:/duties/units/$unitId"],
      },
      {
        offset: 1275,
        unit: "各地、各有关部门",
        gist: "加强组织领导（重复段）",
        serves: ["page:/duties/documents", "page:/duties/compare"],
      },
      { offset: 2247, unit: "质检总局", gist: "质量提升行动、型式试验、安装监督检验", serves: [] },
      { offset: 2392, unit: "质检总局", gist: "安全技术规范与标准体系", serves: [] },
      { offset: 2599, unit: "各省级人民政府", gist: "隐患治理与更新改造", serves: ["page:/gaps"] },
      { offset: 2752, unit: "质检总局", gist: "维保模式转变：按需维保、物联网+维保", serves: [] },
      { offset: 3073, unit: "质检总局", gist: "生产使用管理企业主体责任", serves: ["page:/lifts", "page:/gaps"] },
      {
        offset: 3197,
        unit: "质检总局",
        gist: "公共信息服务平台、故障率评价、全生命周期追溯",
        serves: ["rule:src/rooms/lifts/model/ledger-chain.ts", "rule:src/rooms/devices/model/faults.ts", "page:/lifts"],
      },
      { offset: 3237, unit: "工业和信息化部、质检总局", gist: "轿厢移动通信覆盖、智能电梯信息安全", serves: [] },
      {
        offset: 3258,
        unit: "地方各级人民政府",
        gist: "应急救援公共服务平台，统一协调指挥",
        serves: [
          "page:/",
          "room:rescue",
          "rule:src/rooms/rescue/model/choose-crew.ts",
          "rule:src/rooms/rescue/model/due.ts",
        ],
      },
      {
        offset: 3316,
        unit: "质监",
        gist: "依权责清单履职、查处违法",
        serves: ["page:/duties/list", "rule:src/rooms/lifts/model/change-states.ts"],
      },
      { offset: 3520, unit: "质检总局", gist: "序言一句（转发件错排）", serves: [] },
      {
        offset: 3592,
        unit: "教育部、住房城乡建设部、交通运输部、商务部、国家卫生计生委、国家旅游局",
        gist: "行业部门安全管理职责",
        serves: ["page:/overview", "page:/duties/units/$unitId"],
      },
      { offset: 3678, unit: "安全监管总局", gist: "安委会：指导协调行业安全管理", serves: [] },
      { offset: 4112, unit: "质检总局", gist: "信息公示制度、失信联合惩戒", serves: [] },
      { offset: 4350, unit: "各省级人民政府", gist: "为民服务、依法监管", serves: [] },
      { offset: 4415, unit: "质检总局", gist: "法规与监管能力建设", serves: [] },
      {
        offset: 4457,
        unit: "质检总局",
        gist: "安全监管权责清单",
        serves: ["page:/duties/list", "page:/duties", "page:/duties/units/$unitId"],
      },
      { offset: 4543, unit: "各省级人民政府", gist: "监察与执法队伍、人员装备经费", serves: [] },
    ],
  },
  {
    source: "002-wuhan-jianghan",
    title: "江汉区电梯质量安全工作实施方案",
    number: null,
    duties: [
      {
        offset: 718,
        unit: "区市场监督管理局、区房管局",
        gist: "督促使用管理单位，纳入物业考核",
        serves: ["page:/lifts", "page:/gaps"],
      },
      { offset: 860, unit: "区市场监督管理局", gist: "维保单位监督抽查", serves: [] },
      {
        offset: 964,
        unit: "区市场监督管理局",
        gist: "质量提升行动，降低故障率",
        serves: ["rule:src/rooms/devices/model/faults.ts"],
      },
      { offset: 1149, unit: "自然资源与规划分局、区行政审批局", gist: "加装电梯规划审查", serves: [] },
      { offset: 1323, unit: "区市场监督管理局", gist: "第三方维保质量抽查、维修方案评估", serves: [] },
      { offset: 1531, unit: "区房管局、区市场监督管理局", gist: "三无电梯、老旧电梯综合整治", serves: ["page:/gaps"] },
      { offset: 1657, unit: "区市场监督管理局", gist: "更新维修改造资金补助", serves: [] },
      { offset: 1761, unit: "区房管局、各街道办事处", gist: "电梯运行费用单独设账，每半年公示", serves: [] },
      {
        offset: 2020,
        unit: "区市场监督管理局",
        gist: "智慧电梯：物联网远程监控、应急救援",
        serves: ["room:devices", "page:/devices", "room:rescue"],
      },
      {
        offset: 2134,
        unit: "区市场监督管理局",
        gist: "现场安全监督检查，查处违法",
        serves: ["rule:src/rooms/lifts/model/change-states.ts"],
      },
      {
        offset: 2249,
        unit: "区特种设备安全生产专业委员会成员单位",
        gist: "专业委员会：联合督查、处置隐患",
        serves: ["page:/duties", "page:/duties/urges"],
      },
      { offset: 2348, unit: "区市场监督管理局", gist: "电梯安全责任保险", serves: [] },
      {
        offset: 2505,
        unit: "区特种设备安全生产专业委员会成员单位",
        gist: "权力清单、责任清单，依照清单履职",
        serves: ["page:/duties/list", "page:/duties", "page:/duties/units/$unitId"],
      },
      { offset: 2652, unit: "区特种设备安全生产专业委员会成员单位", gist: "宣传教育、应急演练", serves: [] },
      { offset: 2745, unit: "区市场监督管理局", gist: "维保人员职业教育与培训", serves: ["page:/people"] },
    ],
  },
  {
    source: "003-samr-2022",
    title: "电梯质量安全提升行动方案",
    number: null,
    duties: [
      { offset: 262, unit: "各地市场监管部门", gist: "鼓式制动器隐患专项排查", serves: [] },
      {
        offset: 437,
        unit: "各地市场监管部门",
        gist: "超期未检专项整治",
        serves: [
          "page:/overview",
          "rule:src/rooms/lifts/register-index/count-lifts.ts",
          "rule:src/rooms/lifts/model/change-states.ts",
        ],
      },
      { offset: 558, unit: "各地市场监管部门", gist: "维保单位监督检查", serves: [] },
      {
        offset: 701,
        unit: "各地市场监管部门",
        gist: "应急处置服务平台，2022 年年底前覆盖 75% 以上",
        serves: ["page:/", "room:rescue", "page:/rescue-codes", "page:/duties/measures"],
      },
      {
        offset: 836,
        unit: "各地市场监管部门",
        gist: "故障与困人数据统计分析、风险预警",
        serves: [
          "rule:src/rooms/devices/model/faults.ts",
          "page:/numbers",
          "rule:src/rooms/rescue/views/numbers.ts",
          "rule:src/rooms/devices/model/entrapment.ts",
        ],
      },
      { offset: 999, unit: "总局批复试点城市市场监管部门", gist: "智慧监管试点总结", serves: [] },
      {
        offset: 1044,
        unit: "其他地区市场监管部门",
        gist: "智慧监管、追溯信息平台",
        serves: ["rule:src/rooms/lifts/model/ledger-chain.ts", "room:devices"],
      },
      { offset: 1235, unit: "各地市场监管部门", gist: "维保格式合同、公示维保情况", serves: [] },
      { offset: 1399, unit: "各地市场监管部门", gist: "检验检测改革，自行检测", serves: ["page:/lifts"] },
      { offset: 1560, unit: "各地市场监管部门", gist: "法规标准制修订建议", serves: [] },
      { offset: 1738, unit: "各地市场监管部门", gist: "新三无电梯，报请政府综合治理", serves: ["page:/gaps"] },
      { offset: 1868, unit: "各地市场监管部门", gist: "保险新模式、长周期使用管理", serves: [] },
      { offset: 2035, unit: "各地市场监管部门", gist: "安全宣传教育", serves: [] },
      {
        offset: 2160,
        unit: "各地市场监管部门",
        gist: "实施方案：任务、目标、时限",
        serves: ["page:/duties/documents", "page:/duties", "page:/duties/compare"],
      },
      {
        offset: 2264,
        unit: "各地市场监管部门",
        gist: "各方责任、及时纠正",
        serves: ["page:/duties/units/$unitId", "page:/duties/urges"],
      },
      { offset: 2488, unit: "各地市场监管部门", gist: "与相关部门协调配合", serves: ["page:/duties/units/$unitId"] },
      {
        offset: 2528,
        unit: "各省级市场监管部门",
        gist: "季度、半年检查评估，12 月 10 日前报总结",
        serves: ["page:/duties"],
      },
    ],
  },
  {
    source: "004-hangzhou-2020",
    title: "杭州市人民政府办公厅关于贯彻落实《杭州市电梯安全管理条例》的实施意见",
    number: null,
    duties: [
      {
        offset: 394,
        unit: "各区、县（市）政府",
        gist: "党政同责，协调、考核机制",
        serves: ["page:/duties/units/$unitId", "page:/duties/list"],
      },
      {
        offset: 527,
        unit: "市市场监管局、市应急管理局、市教育局、市建委、市交通运输局、市商务局、市卫生健康委员会",
        gist: "专委会协作，部门履职",
        serves: ["page:/duties/list", "page:/duties"],
      },
      {
        offset: 832,
        unit: "市市场监管局、市住保房管局、市城管局、市交通运输局、市商务局、市卫生健康委员会",
        gist: "责任保险、养老保险",
        serves: [],
      },
      { offset: 963, unit: "市市场监管局", gist: "行业协会自律", serves: [] },
      {
        offset: 1158,
        unit: "市委宣传部、市市场监管局、市交通运输局、市文化广电旅游局、市教育局",
        gist: "宣传教育",
        serves: [],
      },
      {
        offset: 1395,
        unit: "市市场监管局、市建委、市住保房管局、市经信局、各区、县（市）政府",
        gist: "智慧电梯系统安装：采集、报警、通话",
        serves: ["room:devices", "page:/docking", "page:/dark-lifts"],
      },
      {
        offset: 1535,
        unit: "市市场监管局",
        gist: "维保数据上报、实时监测",
        serves: ["page:/devices", "rule:src/rooms/devices/model/faults.ts"],
      },
      { offset: 1804, unit: "市市场监管局", gist: "智慧电梯系统检验：对接查验", serves: ["page:/docking"] },
      {
        offset: 1978,
        unit: "市市场监管局、市数据资源局",
        gist: "智慧监管平台：采集分析、预警、对接 96333",
        serves: ["room:devices", "rule:src/rooms/devices/model/faults.ts", "page:/numbers"],
      },
      { offset: 2087, unit: "市市场监管局", gist: "信用信息归集", serves: [] },
      { offset: 2209, unit: "市市场监管局、市发改委", gist: "信用综合评价，每年一次", serves: [] },
      { offset: 2307, unit: "市市场监管局", gist: "扫码查询维保检验信息、申报故障", serves: [] },
      {
        offset: 2423,
        unit: "市市场监管局",
        gist: "智慧救援：自动定位、智能派单、路线、安抚",
        serves: [
          "page:/",
          "rule:src/rooms/rescue/model/choose-crew.ts",
          "rule:src/rooms/rescue/model/comfort.ts",
          "rule:src/rooms/devices/model/entrapment.ts",
        ],
      },
      { offset: 2602, unit: "市市场监管局、市建委、市财政局、市发改委", gist: "选型配置管理、招标", serves: [] },
      { offset: 2785, unit: "市市场监管局、各区、县（市）政府", gist: "检验检测双随机抽查", serves: [] },
      { offset: 2887, unit: "市住保房管局", gist: "物业电梯管理、广告收入", serves: [] },
      { offset: 3075, unit: "市市场监管局、各区、县（市）政府", gist: "老旧电梯评估与更新", serves: [] },
      { offset: 3215, unit: "市市场监管局、市经信局", gist: "电梯领域数字化产业", serves: [] },
      { offset: 3469, unit: "各区、县（市）政府、市住保房管局、市市场监管局", gist: "加装电梯后续管理", serves: [] },
      {
        offset: 3523,
        unit: "市场监管、教育、文化广电旅游、交通运输、公安、城管、住保房管、卫生健康、城乡建设",
        gist: "各部门宣传《条例》",
        serves: [],
      },
      { offset: 3589, unit: "各地", gist: "公共场所宣传全覆盖", serves: [] },
      { offset: 3649, unit: "各地各部门", gist: "学习培训", serves: [] },
      { offset: 3681, unit: "市市场监管局", gist: "监管、检验人员培训", serves: ["page:/people"] },
      { offset: 3715, unit: "其他电梯安全管理相关部门", gist: "部门组织培训", serves: [] },
      {
        offset: 3770,
        unit: "市市场监管局",
        gist: "实施意见的牵头组织",
        serves: ["page:/duties/documents", "page:/duties"],
      },
    ],
  },
];
