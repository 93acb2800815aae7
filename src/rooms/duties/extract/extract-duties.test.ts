import { describe, expect, test } from "vitest";
import { extractDuties } from "./extract-duties.ts";

const rolesIn = (text: string): readonly string[] =>
  extractDuties(text).duties.map(
    ({ lead, support, joint, etc }) => `${lead.join(" ")}|${support.join(" ")}|${joint.join(" ")}${etc ? "|等" : ""}`,
  );

describe("who answers: lead | support | joint", () => {
  test.each([
    ["〔县市场监管局牵头，县经信局配合〕", "县市场监管局|县经信局|"],
    ["（质检总局牵头，工业和信息化部等负责）", "质检总局|工业和信息化部||等"],
    ["（工业和信息化部、质检总局按职责分工负责）", "||工业和信息化部 质检总局"],
    ["(责任单位：区房管局，配合单位：区财政局、各街道办事处)", "|区财政局 各街道办事处|区房管局"],
    ["[责任单位：各区、县（市）政府，市住保房管局]", "||各区、县（市）政府 市住保房管局"],
    ["（由市应急管理局牵头，市公安局等单位协助）", "市应急管理局|市公安局||等"],
    ["【市应急管理局牵头，市消防救援支队、各区政府，2024年3月底前】", "市应急管理局|市消防救援支队 各区政府|"],
    ["（县自然资源局和各乡镇人民政府、街道办负责）", "||县自然资源局 各乡镇人民政府 街道办"],
    ["（自然资源与规划分局、市住房和城乡建设局负责）", "||自然资源与规划分局 市住房和城乡建设局"],
    ["（市市场监管局会同有关部门负责）", "||市市场监管局"],
    ["（省财政厅、各市人民政府）", "||省财政厅 各市人民政府"],
    ["（责任单位：市住建局、市市场监管局，列第一位者为牵头单位，下同）", "市住建局|市市场监管局|"],
    ["（各级各部门负责）", "||各级各部门"],
    [
      "（省局牵头，各市、县（市、区）人民政府和横溪新区、江北新区管委会等配合）",
      "省局|各市、县（市、区）人民政府 横溪新区、江北新区管委会||等",
    ],
    ["（省特种设备协会负责，省市场监管局指导）", "||省特种设备协会 省市场监管局"],
    ["（市特检院、国网青屿供电公司负责）", "||市特检院 国网青屿供电公司"],
    ["（住房城乡建设部、应急管理部负责）", "||住房城乡建设部 应急管理部"],
    ["（应急管理部负责）", "||应急管理部"],
    ["（责任单位：市住建局（牵头）、市市场监管局）", "市住建局|市市场监管局|"],
    ["（责任单位：市住建局（牵头）、市财政局（配合）、各区政府）", "市住建局|市财政局 各区政府|"],
    ["（各级党委、政府负责）", "||各级党委、政府"],
    ["（团县委、县总工会按职责分工负责）", "||团县委 县总工会"],
    ["（市市场监管局牵头会同市应急局、市数据局实施，年底前完成）", "市市场监管局|市应急局 市数据局|"],
    ["（责任单位：各盟市、旗县（市、区）人民政府）", "||各盟市、旗县（市、区）人民政府"],
    ["（市市场监管局牵头，市级有关部门和单位按职责分工负责）", "市市场监管局|市级有关部门和单位|"],
    ["（责任单位：区市场监管局（牵头）、区房管局、各镇（街道））", "区市场监管局|区房管局 各镇（街道）|"],
    ["（市局牵头。以下任务均需各县（市）政府落实，不再列出）", "市局||"],
    ["（市工信局牵头，各县（市、区）政府按属地管理原则负责）", "市工信局|各县（市、区）政府|"],
    ["牵头单位为市委宣传部，配合单位为市广电局。", "市委宣传部|市广电局|"],
  ])("%s", (bracket, expected) => {
    expect(rolesIn(`一、任务\n加强监管，消除隐患。${bracket}`)).toEqual([expected]);
  });

  test.each([
    ["各地市场监管部门要加强检查。", "||各地市场监管部门"],
    ["质监等部门要依法履职。", "||质监|等"],
    ["公安、民政等部门应按照职责做好工作。", "||公安 民政|等"],
    ["本办法由市市场监管局负责牵头组织实施。", "市市场监管局||"],
    ["市住建局牵头，市财政局配合，制定资金办法。", "市住建局|市财政局|"],
    ["平台建设由市大数据局牵头，市财政局参与。", "市大数据局|市财政局|"],
    ["各区政府结合实际，应当制定方案。", "||各区政府"],
    ["市政府督查室会同市财政局负责督查。", "||市政府督查室"],
    ["存在隐患的，市场监管部门依法责令改正。", "||市场监管部门"],
    ["市自然资源局、经信局应当加强指导。", "||市自然资源局 经信局"],
    ["自然资源部门、经开区分局应于年底前完成。", "||自然资源部门 经开区分局"],
    ["市局办公室、特设处、信用监管处要加强协同。", "||市局办公室 特设处 信用监管处"],
    ["城关镇、桃源街道要建立台账。", "||城关镇 桃源街道"],
    ["镇人民政府或者街道办事处应当协助。", "||镇人民政府 街道办事处"],
    ["市市场监督管理部门是主管电梯安全的部门，负责组织实施。", "||市市场监督管理部门"],
    ["消防救援机构接到求助的，应当及时赶赴现场。", "||消防救援机构"],
    ["市级市场监督管理部门负责制定检查计划。", "||市级市场监督管理部门"],
    ["实施行政许可的市场监管部门应当制定工作方案。", "||实施行政许可的市场监管部门"],
    ["违法行为发生地的区政府应当通报。", "||违法行为发生地的区政府"],
    ["市场监管部门实施监督检查时，应当有二名以上人员参加。", "||市场监管部门"],
    ["各区市场监管部门按照规定的职责，负责本区电梯安全监管。", "||各区市场监管部门"],
    ["教育、应急管理等行政管理部门应当协同做好工作。", "||教育 应急管理|等"],
    ["列入试点的市（州）市场监管局要细化准入条件。", "||列入试点的市（州）市场监管局"],
    ["领导小组办公室设在县市场监管局，领导小组办公室负责统筹协调。", "||领导小组办公室"],
  ])("%s", (sentence, expected) => {
    expect(rolesIn(`一、任务\n${sentence}`)).toEqual([expected]);
  });
});

test("a line of attribution goes on with its date after a full stop", () => {
  const found = extractDuties("一、任务\n加强整治。\n牵头单位：市住建局；配合单位：市财政局。完成时限：2022年底。\n");
  expect(found.duties).toMatchObject([
    {
      kind: "bracket",
      attribution: "牵头单位：市住建局；配合单位：市财政局。完成时限：2022年底",
      lead: ["市住建局"],
      support: ["市财政局"],
      deadlines: [{ text: "2022年底", date: "2022-12-31" }],
    },
  ]);
});

describe("no duty is invented", () => {
  test.each([
    ["使用单位应当每月开展自查。", "an enterprise is the subject"],
    ["物业服务企业、业主委员会要建立台账。", "owners and enterprises"],
    ["新闻媒体要加强宣传，行业协会应当自律。", "media and associations"],
    ["政府统一领导、部门依法监管、企业全面负责。", "principles name nobody"],
    ["市场监管部门开展抽查的电梯使用单位应当配合。", "an enterprise that is described"],
    ["市场监管部门根据需要可以委托检验机构，检验机构应当如实报告。", "what may be done"],
    ["实行安全生产行政首长负责制。", "负责制 is no 负责"],
    ["督促各区政府要落实责任。", "the unit is an object"],
    ["市场监管部门负责人应急演练时到场。", "负责人 and 应急 are no modal verbs"],
    ["落实《管理办法》(市人民政府令第267号)，做好工作（以下简称《办法》）。", "a bracket that is a footnote"],
    ["建立维修资金制度（由物业服务企业负责解释）。", "a bracket that explains"],
    ["落实检验责任（电梯使用单位负责）。", "an enterprise in brackets"],
    ["落实整改。（责任单位：/）", "a bracket that names nobody"],
    ["落实整改。（责任单位：无）", "a bracket that says nobody"],
    ["落实整改。（责任单位：详见附件2）", "a bracket that points elsewhere"],
    ["治理新“三无电梯”（无物管、无维保、无维修资金）。（此件公开发布）", "remarks"],
    ["由市场监督管理部门责令限期改正。", "what happens to somebody else"],
    ["全面提升水平，形成多元共治格局。", "a goal without an actor"],
    ["各部门按照“三管三必须”要求，分工如下：", "a list is announced"],
  ])("%s (%s)", (sentence) => {
    const found = extractDuties(`一、任务\n${sentence}`);
    expect(found.duties).toEqual([]);
    expect(found.notes.map(({ code }) => code)).toEqual(["NO_ATTRIBUTION"]);
  });
});

describe("bad input is answered with a clear word", () => {
  test("an empty text", () => {
    const found = extractDuties(" \n　");
    expect(found.duties).toEqual([]);
    expect(found.notes).toMatchObject([{ code: "EMPTY_TEXT", zh: expect.stringContaining("没有文字") }]);
  });

  test("a contract instead of a notice", () => {
    const found = extractDuties(
      "电梯维护保养合同\n甲方：青屿市市场监督管理局\n乙方：某电梯有限公司\n第一条 甲方应当按月付款。\n第二条 市市场监督管理局负责验收，乙方负责维保。（甲方负责）",
    );
    expect(found.duties).toEqual([]);
    expect(found.notes.map(({ code }) => code)).toEqual(["IS_CONTRACT"]);
  });

  test("a bracket that is never closed is told, and the next one is read", () => {
    const text =
      "一、任务\n（一）摸底。各项工作做实。（责任单位：市住建局\n（二）检查。加强检查。（责任单位：市市场监管局）\n";
    const found = extractDuties(text);
    expect(found.duties.map(({ joint }) => joint)).toEqual([["市市场监管局"]]);
    expect(found.notes).toMatchObject([{ code: "UNCLOSED_BRACKET", offset: text.indexOf("（责任单位") }]);
  });

  test("brackets inside brackets, of mixed styles", () => {
    const nested = "一、任务\n加强检查。（责任单位：各市、县（市、区）人民政府[含开发区]，市市场监管局)";
    expect(rolesIn(nested)).toEqual(["||各市、县（市、区）人民政府[含开发区] 市市场监管局"]);
  });

  test.each([
    ["brackets", "（".repeat(60_000) + "）".repeat(60_000)],
    ["open brackets", "（责任单位：".repeat(30_000)],
    ["numbers", "1.".repeat(60_000)],
    ["one clause", `各地${"、市场监管局".repeat(20_000)}要`],
    ["joiners", `（${"市和".repeat(40_000)}负责）`],
    ["lines", "一、\n".repeat(40_000)],
  ])("a text of nothing but %s takes no time to speak of", (_, text) => {
    const start = performance.now();
    extractDuties(text);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe("when, how much, how often", () => {
  const facts = (sentence: string, signed = "2023年3月1日") => {
    const duty = extractDuties(`关于电梯的通知\n一、任务\n市市场监管局要${sentence}\n青屿市人民政府\n${signed}`)
      .duties[0];
    return [
      ...(duty?.deadlines ?? []).map(({ text, date }) => `${text}=${date}`),
      ...(duty?.targets ?? []).map(({ op, value, unit }) => `${op}${value}${unit}`),
      ...(duty?.cadence ?? []).map(({ text, period }) => `${text}=${period}`),
    ];
  };

  test.each([
    ["在2023年年底前完成。", ["2023年年底前=2023-12-31"]],
    ["于2023年6月30日前上报。", ["2023年6月30日前=2023-06-30"]],
    ["在2024年2月底前建成平台。", ["2024年2月底前=2024-02-29"]],
    ["在12月10日前报送总结。", ["12月10日前=2023-12-10"]],
    ["在2023年第三季度末前完成。", ["2023年第三季度末前=2023-09-30"]],
    ["自本通知印发之日起30日内完成排查。", ["自本通知印发之日起30日内=2023-03-31"]],
    ["自印发之日起三个月内出台办法。", ["自印发之日起三个月内=2023-06-01"]],
    ["在本通知印发之日起20个工作日内报告。", ["本通知印发之日起20个工作日内=null"]],
    ["责令限期改正，对2010年前安装的电梯开展评估。", []],
    ["组织2021年5月1日前的回头看。", []],
    ["使覆盖率达到75%以上。", [">=75%"]],
    ["每年抽查不低于辖区单位的30%。", [">=30%", "每年=P1Y"]],
    ["将并网率提升到≥95%。", [">=95%"]],
    ["按不低于10%的比例抽查。", [">=10%"]],
    ["更新改造老旧电梯300台以上。", [">=300台"]],
    ["把补助控制在50%以内，每台不超过20万元。", []],
    ["检查使用15年以上的电梯，推动全覆盖，做到应检尽检。", []],
    ["每半年组织一次演练。", ["每半年=P6M"]],
    ["每季度通报，每年考核。", ["每季度=P3M", "每年=P1Y"]],
    ["每两周调度一次。", ["每两周=P2W"]],
    ["定期开展季度、半年检查评估。", ["定期=null", "季度=P3M", "半年=P6M"]],
    ["开展定期检验和定期检测，制定年度检查计划。", []],
  ])("%s", (sentence, expected) => {
    expect(facts(sentence)).toEqual(expected);
  });
});

test("the last day behind its label needs no 前; a plan of months is none", () => {
  const dates = (label: string) =>
    extractDuties(`一、任务\n加强整治。（责任单位：市住建局；${label}）`).duties.flatMap(({ deadlines }) =>
      deadlines.map(({ date }) => date),
    );
  expect(dates("完成时限：2024年11月")).toEqual(["2024-11-30"]);
  expect(dates("完成时间：2024年9月30日")).toEqual(["2024-09-30"]);
  expect(dates("完成时限：2025年")).toEqual(["2025-12-31"]);
  expect(dates("时间安排：2024年3月至6月")).toEqual([]);
});

test("a sentence that ends with a colon goes on with its items, up to the next actor or article", () => {
  const text =
    "某市电梯管理办法\n第一条 市场监督管理部门应当履行下列职责：\n（一）制定计划；\n（二）每年公布一次状况。\n第二条 使用单位应当每月自查。\n第三条 各区要做好：\n（一）宣传；\n（二）市局要每季度检查。\n";
  const [first, second, third, ...more] = extractDuties(text).duties;
  expect(first?.cadence).toEqual([{ text: "每年", period: "P1Y" }]);
  expect(text.slice(...(first?.task ?? []))).toMatch(/^市场监督管理部门[\s\S]*一次状况。$/);
  expect(second).toMatchObject({ joint: ["各区"], cadence: [] });
  expect(third).toMatchObject({ joint: ["市局"], cadence: [{ period: "P3M" }] });
  expect(more).toEqual([]);
});

describe("tables of tasks", () => {
  const facts = (text: string) =>
    extractDuties(text).duties.map(({ attribution, task, lead, support, joint, deadlines, cadence, targets }) => [
      attribution,
      [...text].slice(...task).join(""),
      `${lead.join(" ")}|${support.join(" ")}|${joint.join(" ")}`,
      [
        ...deadlines.map(({ date }) => date),
        ...targets.map(({ value }) => value),
        ...cadence.map(({ period }) => period),
      ],
    ]);

  test("columns stand apart by tabs or by bars; heads say which is which", () => {
    const rows = [
      ["序号", "工作任务", "责任单位", "完成时限"],
      ["1", "开展排查，确保整改率达到95%以上。", "市住建局、各区政府", "2025年6月底前"],
      ["2", "组织演练。", "市应急局", "每半年一次"],
    ];
    const wanted = [
      ["市住建局、各区政府", "开展排查，确保整改率达到95%以上。", "||市住建局 各区政府", ["2025-06-30", 95]],
      ["市应急局", "组织演练。", "||市应急局", ["P6M"]],
    ];
    expect(facts(`任务表\n${rows.map((row) => row.join("\t")).join("\n")}\n各位：以上。`)).toEqual(wanted);
    const bars = rows.map((row) => `| ${row.join(" | ")} |`).toSpliced(1, 0, "|---|---|---|---|");
    expect(facts(`任务表\n${bars.join("\n")}\n`)).toEqual(wanted);
  });

  test("a firm that is named in the column answers", () => {
    const table = "表\n工作任务\t牵头单位\t配合单位\n修订规范\t市交通局\t青屿地铁集团、使用单位\n";
    expect(facts(table)).toEqual([["市交通局\t青屿地铁集团、使用单位", "修订规范", "市交通局|青屿地铁集团|", []]]);
  });

  test("no duty without a head that says who answers, a task, or a unit that can answer", () => {
    expect(facts("表\n区域\t数量\n市住建局\t15\n")).toEqual([]);
    expect(facts("表\n工作任务\t责任单位\n\t市住建局\n排查\t电梯使用单位\n排查\t/\n排查\t有关公司\n")).toEqual([]);
  });
});

describe("the head of a document", () => {
  test("an order has its number, issuer and day in brackets below its title", () => {
    const { document } = extractDuties(
      "某市电梯安全管理办法\n（2021年8月26日某市人民政府令第58号公布 自2021年11月1日起施行）\n第一条 各区应当加强管理。\n",
    );
    expect(document).toMatchObject({
      number: "某市人民政府令第58号",
      issuer: "某市人民政府",
      date: "2021-08-26",
      effective: "2021-11-01",
    });
  });

  test("number, issuer, place, days and what it carries out", () => {
    const { document } = extractDuties(
      "青屿市人民政府文件\n青政规〔2023〕11号\n青屿市人民政府办公室\n关于转发《岚江省电梯安全管理规定》的通知\n各区政府：\n为贯彻落实《特种设备安全法》，现将《岚江省电梯安全管理规定》（岚政〔2022〕3号）转发给你们。\n本通知自2023年6月1日起施行，有效期3年。\n青屿市人民政府办公室\n2023年5月8日\n",
    );
    expect(document).toEqual({
      title: "青屿市人民政府办公室关于转发《岚江省电梯安全管理规定》的通知",
      number: "青政规〔2023〕11号",
      issuer: "青屿市人民政府办公室",
      jurisdiction: "青屿市",
      date: "2023-05-08",
      effective: "2023-06-01",
      validUntil: "2026-05-31",
      forwards: [{ title: "岚江省电梯安全管理规定", number: "岚政〔2022〕3号" }],
      implements: [{ title: "特种设备安全法", number: null }],
    });
  });

  test.each([
    ["渠县人民政府办公室关于加强电梯工作的通知", "渠县"],
    ["瀚源市市场监督管理局关于电梯的通知", "瀚源市"],
    ["国家市场监督管理总局关于电梯的通知", "全国"],
    ["城市电梯安全管理办法", null],
    ["全市电梯安全工作要点", null],
  ])("whom it binds: %s", (title, place) => {
    expect(extractDuties(`${title}\n各有关单位：\n一、任务\n各级要加强管理。\n`).document.jurisdiction).toBe(place);
  });

  test("the tree of headings", () => {
    const { headings } = extractDuties(
      "一、总体要求\n（一）目标。做好工作，确保安全。\n二、任务\n（一）检查\n1.抽查。各地要抽查。\n",
    );
    expect(headings.map(({ text, parent }) => `${text} < ${parent === null ? "" : headings[parent]?.text}`)).toEqual([
      "一、总体要求 < ",
      "（一）目标 < 一、总体要求",
      "二、任务 < ",
      "（一）检查 < 二、任务",
      "1.抽查 < （一）检查",
    ]);
  });
});

test("a sentence of an institute of inspection does not go on with the department before it", () => {
  const text = "一、任务\n各地市场监管部门要加强检查。省特种设备检验研究院要发挥技术支撑作用，每季度汇总分析。";
  const [duty, ...more] = extractDuties(text).duties;
  expect([more, duty?.cadence, [...text].slice(...(duty?.task ?? [])).join("")]).toEqual([
    [],
    [],
    "各地市场监管部门要加强检查。",
  ]);
});
