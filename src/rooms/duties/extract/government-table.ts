/**
 * Words by which the rules know whose name something is. Each entry is a piece of a regular expression; (?<![格布]) reads "not behind 格 or
 * 布". To teach the rules another name, add it here and a line to the table of `extract-duties.test.ts`.
 */

/** What names of government end with. 格局, 部署, 承办 end with the same letters and are no units; a 单位 or 机构 needs a word that makes it one of the government's. */
export const governmentEndings = [
  "部门",
  "(?<![格布结大全新当平开])局",
  "(?<![编常村居业原])委",
  "委员会",
  "厅",
  "(?<![承主代交督通举查经申协合包])办",
  "办公室",
  "(?:人民|各级|地方|当地|属地|基层|上级|下级|[省市县区州旗镇乡街）)]|党委[、和及]?(?:人民)?)政府",
  "街道",
  "办事处",
  "街道办",
  "管委会",
  "机关",
  "(?:大队|支队|总队)",
  "(?:应急|救援|处置|指挥|管理|服务|监测|大数据|信息|保障|执法|监督)中心",
  "公积金(?:管理)?中心",
  "(?<=^[省市县区州].{1,16})中心",
  "领导小组",
  "工作组",
  "监管组",
  "(?:工作|整治|推进|治理|行动)?专班",
  "联席会议",
  "指挥部",
  "专委会",
  "安委会",
  "督查室",
  "法院",
  "检察院",
  "(?:各|县直|市直|区直|省直|直属|责任|成员|牵头|配合|主管|参与|参加|有关|相关|各级)单位",
  "(?:消防|救援|直属|监察|执法|派出|监管|监督|审批|司法|仲裁)机构",
  "(?<![全内外干局头底总分支])部",
  "审计署",
  "总署",
  "派出所",
  "(?:监督|质监|管理|工作)站",
  "市监所",
  "市场监管所",
  "团.{1,3}委",
  "总工会",
  "妇联",
  "残联",
  "各[^、，]{0,8}(?:科室|股室|处室|科|股|处|所|站|队|组|室)",
  "[\\u4e00-\\u9fff]{2,8}(?<![本学专内外骨眼])科",
  "(?:各|[省市县区])级(?:财政|审计|公安|教育|民政|住建|应急管理?|市场监管|交通运输|卫生健康)",
  "各地",
  "地区",
  "各方",
];

/** A 单位 or 机构 of these kinds is an enterprise: 使用单位, 维保单位, 检验机构. */
export const privateKinds = (
  "事故责任 使用 维保 维护保养 维修 保养 建设 施工 监理 安装 改造 修理 生产 制造 检验 检测 " +
  "经营 物业 产权 (?<!监督)管理 参建 勘察 设计 教学 服务 运营 保险 销售 采购 评估 审查 培训 中介 " +
  "技术 研究 鉴定 从业 用人 投保 承保 (?<!消防)救援 受检 被检查 承建 代建 业主 企事业"
).split(" ");

/** Others whom government tells what to do: enterprises, associations, owners and residents, media. */
export const privateEndings = (
  "企业 公司 协会 学会 商会 媒体 媒体中心 融媒中心 医院 学校 业委会 居委会 村委会 业主委员会 " +
  "居民委员会 村民委员会 业主大会 居民大会 村民大会 业主 项目部 团队 社会组织"
).split(" ");

/** A verb or preposition at the beginning: the unit behind it is not the subject (督促各区政府…). */
export const notSubjectStarts = (
  "加强 推动 督促 指导 组织(?!部) 协调 鼓励 引导 支持 要求 配合 报 向 对 与 在 经 为 " +
  "将 把 按 根据 依据 会同 联合 通过 依托 发挥 完善 建立 健全 形成 促进 提请 请 使 让 从 " +
  "至 给 给予 明确 制定 实施 构建 提高 提升 强化 落实 压实 推进 成立 严格 积极 充分 坚持 " +
  "会 是 如 若 凡 当 以 因 经由 交由 移送 通报 协助 责令 邀请 纳入 包括 打造 自 未 不"
).split(" ");

/** Verbs in the middle of what looks like a name: 着力构建政府, 落实属地和部门. */
export const actWords = (
  "应当 必须 不得 可以 有权 及时 积极 予以 建立 成立 组建 设立 制定 构建 形成 加强 完善 " +
  "推进(?!办|组|委|中心|专班|领导|工作) 提升 强化 实现 确保 落实 压实 发挥 着力 健全 " +
  "履行 开展 做好 明确 增强 实行 坚持 鼓励 引导"
).split(" ");
