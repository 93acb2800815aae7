import { organisationKinds } from "../../src/rooms/identity/contract.ts";
import { historyKinds } from "../../src/rooms/lifts/actions/import-history.ts";
import {
  kindNames,
  liftKinds,
  liftSectors,
  partyRoles,
  registrations,
  toldSigns,
} from "../../src/rooms/lifts/contract.ts";
import { type Form, forms } from "./import-file.ts";

/** One column of a form, for people: `needed` when every row must fill it. */
type Column = {
  readonly name: string;
  readonly needed?: true;
  readonly zh: string;
  readonly en: string;
  /** The only values that it takes. */
  readonly oneOf?: readonly string[];
};
type Guide = { readonly zh: string; readonly en: string; readonly columns: readonly Column[] };

const regionCode = { zh: "行政区划代码，6 至 12 位数字，须已导入", en: "code of a region that is here already" };
const organisationCode = { zh: "已导入的单位代码", en: "code of an organisation that is here already" };
const dutyPhone = {
  zh: "值班电话，3 至 20 位数字，可带 + 和 -",
  en: "duty telephone: 3 to 20 digits, + and - allowed",
};

/** What the forms of src/rooms read, said for people. A test holds the columns to them. */
export const guides: Readonly<Record<Form, Guide>> = {
  regions: {
    zh: "行政区划；上级排在下级之前。",
    en: "Regions; a parent stands before its children.",
    columns: [
      {
        name: "code",
        needed: true,
        zh: "行政区划代码 (GB/T 2260)，6 至 12 位数字",
        en: "GB/T 2260 code, 6 to 12 digits",
      },
      { name: "name", needed: true, zh: "名称，至多 80 字", en: "name, 80 characters at the most" },
      {
        name: "parent",
        zh: "上级代码；留空为 100000（全国）。上级的代码须包含下级：330000 含 330100，330100 含 330106",
        en: "code of the parent; empty is 100000, the nation. It must hold the child: 330000 holds 330100 holds 330106",
      },
    ],
  },
  organisations: {
    zh: "单位。",
    en: "Organisations.",
    columns: [
      {
        name: "code",
        needed: true,
        zh: "单位代码，2 至 40 位字母、数字或 . _ -",
        en: "2 to 40 letters, digits, or . _ -",
      },
      { name: "name", needed: true, zh: "名称，至多 120 字", en: "name, 120 characters at the most" },
      { name: "kind", needed: true, zh: "单位类别", en: "what it is", oneOf: organisationKinds },
      { name: "region", needed: true, ...regionCode },
      { name: "duty_phone", ...dutyPhone },
    ],
  },
  lifts: {
    zh: "电梯。注册代码、设备代码、制造单位代码加出厂编号、使用登记证编号、原登记编号，至少填一项。",
    en: "Lifts. At least one of: register_code; device_code; maker_code with serial_number; use_registration_no; local_code.",
    columns: [
      { name: "register_code", zh: "注册代码，20 位数字", en: "registration code, 20 digits" },
      { name: "device_code", zh: "设备代码，18 位", en: "device code, 18 characters" },
      {
        name: "maker_code",
        zh: "制造单位统一社会信用代码，18 位",
        en: "the maker's unified social credit code, 18 characters",
      },
      { name: "serial_number", zh: "出厂编号", en: "the maker's serial number" },
      {
        name: "rescue_code",
        zh: "救援识别码，4 至 20 位字母、数字或 -",
        en: "code in the car: 4 to 20 letters, digits or -",
      },
      {
        name: "sign_state",
        zh: "标识：已赋码未张贴，或已张贴；空格为未张贴",
        en: "whether the sign with the rescue code hangs; empty is: not up",
        oneOf: toldSigns,
      },
      {
        name: "local_code",
        zh: "原登记编号：没有上述代码的电梯在来源登记册中的编号",
        en: "number in the register it comes from, for a lift without these codes",
      },
      {
        name: "use_registration_no",
        zh: "使用登记证编号，如 梯11苏A00001(18)",
        en: "number of the use registration, such as 梯11苏A00001(18)",
      },
      { name: "kind", needed: true, zh: "电梯品种", en: "kind of lift", oneOf: liftKinds },
      { name: "compound", zh: "小区或单位名称，至多 80 字", en: "compound, 80 characters at the most" },
      { name: "building", zh: "楼栋", en: "building" },
      { name: "unit", zh: "单元", en: "unit" },
      { name: "lift_no", zh: "梯号", en: "number of the lift there" },
      { name: "address", needed: true, zh: "地址，至多 200 字", en: "address, 200 characters at the most" },
      { name: "region", needed: true, ...regionCode },
      { name: "sector", zh: "适用场所", en: "what the site is used for", oneOf: liftSectors },
      { name: "community", zh: "社区或村", en: "community or village" },
      { name: "power_supply_point", zh: "供电点", en: "power supply point" },
      { name: "access_note", zh: "入口说明", en: "the way in" },
      { name: "machine_room", zh: "机房", en: "machine room" },
      { name: "key_place", zh: "钥匙存放处", en: "where the key is" },
      { name: "made_on", zh: "制造日期 YYYY-MM-DD", en: "made on, YYYY-MM-DD" },
      { name: "in_use_since", zh: "投入使用日期 YYYY-MM-DD", en: "in use since, YYYY-MM-DD" },
      { name: "design_life_years", zh: "设计使用年限，年", en: "design life in years" },
      { name: "warranty_until", zh: "质保至 YYYY-MM-DD", en: "warranty until, YYYY-MM-DD" },
      { name: "registration", zh: "登记状态", en: "registration", oneOf: registrations },
      { name: "next_inspection_due", zh: "下次定期检验日期 YYYY-MM-DD", en: "next inspection, YYYY-MM-DD" },
      { name: "next_testing_due", zh: "下次检测日期 YYYY-MM-DD", en: "next testing, YYYY-MM-DD" },
      { name: "lat", zh: "纬度 (WGS 84)，与经度同时填写", en: "latitude (WGS 84), together with lon" },
      { name: "lon", zh: "经度 (WGS 84)，与纬度同时填写", en: "longitude (WGS 84), together with lat" },
      {
        name: "floors",
        zh: "楼层显示，自下而上，以空格或 | 分隔：-1 1 2 3",
        en: "names of floors from below, by space or |: -1 1 2 3",
      },
    ],
  },
  parties: {
    zh: "哪台电梯自哪天起由哪个单位负责。",
    en: "Which organisation answers for which lift, from when.",
    columns: [
      { name: "lift_code", needed: true, zh: "电梯的任一代码", en: "any code of the lift" },
      { name: "role", needed: true, zh: "责任", en: "what it answers for", oneOf: partyRoles },
      { name: "organisation_code", needed: true, ...organisationCode },
      { name: "from", needed: true, zh: "起始日期 YYYY-MM-DD", en: "first day, YYYY-MM-DD" },
      {
        name: "to",
        zh: "终止日期 YYYY-MM-DD（含当日），留空为至今",
        en: "last day, YYYY-MM-DD, itself included; empty while it lasts",
      },
      { name: "duty_phone", ...dutyPhone },
    ],
  },
  history: {
    zh: "电梯的历史记录，记入全生命周期台账；记入后不能删除，只能更正。",
    en: "Past events of lifts, for their ledgers; once recorded they are never removed, only corrected.",
    columns: [
      { name: "lift_code", needed: true, zh: "电梯的任一代码", en: "any code of the lift" },
      { name: "kind", needed: true, zh: "类别", en: "what was done", oneOf: historyKinds },
      { name: "done_on", needed: true, zh: "日期 YYYY-MM-DD", en: "day, YYYY-MM-DD" },
      {
        name: "done_time",
        zh: "时刻 HH:MM（北京时间），留空为仅知日期",
        en: "time HH:MM in China; empty: only the day is known",
      },
      { name: "organisation_code", ...organisationCode },
      {
        name: "paper",
        zh: "文书编号，至多 80 字；不写个人信息",
        en: "number of the paper, 80 characters at the most; no personal data",
      },
      { name: "cause", zh: "故障原因分类，三位数字", en: "class of cause, three digits" },
      { name: "people", zh: "解救人数", en: "people freed" },
      { name: "evidence_hash", zh: "证据文件的 SHA-256", en: "SHA-256 of the file that proves it" },
      { name: "evidence_name", zh: "文件的名称，如检验报告", en: "what the file is, such as an inspection report" },
      { name: "evidence_bytes", zh: "文件字节数", en: "its size in bytes" },
    ],
  },
  crews: {
    zh: "救援组。",
    en: "Rescue crews.",
    columns: [
      { name: "code", needed: true, zh: "救援组代码，至多 40 位", en: "code of the crew, 40 characters at the most" },
      { name: "organisation_code", needed: true, ...organisationCode },
      { name: "name", needed: true, zh: "名称，至多 80 字", en: "name, 80 characters at the most" },
      {
        name: "kind",
        needed: true,
        zh: "维保单位的 unit，救援站的 station",
        en: "of a maintenance unit or of a station",
        oneOf: ["unit", "station"],
      },
      { name: "travel", needed: true, zh: "出行方式", en: "how it travels", oneOf: ["car", "e-bike"] },
      { name: "phone", zh: "电话，至多 30 位", en: "telephone, 30 characters at the most" },
      {
        name: "lat",
        zh: "驻地纬度 (WGS 84)，手机报位前以此为准",
        en: "latitude of its home, until its phone says where it is",
      },
      { name: "lon", zh: "驻地经度 (WGS 84)", en: "longitude of its home (WGS 84)" },
    ],
  },
};

const namedValue = (value: string): string => {
  const kind = liftKinds.find((each) => each === value);
  return kind === undefined ? value : `${value} ${kindNames[kind].zh} ${kindNames[kind].en}`;
};

function columnLines({ name, needed, zh, en, oneOf }: Column): string[] {
  const line = `  ${needed === true ? "*" : " "} ${name.padEnd(18)} ${zh}。 ${en}`;
  if (oneOf === undefined) return [line];
  const long = oneOf === liftKinds;
  const indent = " ".repeat(23);
  return long
    ? [line, ...oneOf.map((value) => `${indent}${namedValue(value)}`)]
    : [line, `${indent}${oneOf.join(" | ")}`];
}

/** The columns of one form, in Chinese and English, with what each takes. */
function helpOfForm(form: Form): string[] {
  const { zh, en, columns } = guides[form];
  return [`${form}: ${zh} ${en}`, `  ${columns.map(({ name }) => name).join(",")}`, ...columns.flatMap(columnLines)];
}

/** What only registers of lifts have. */
const ofRegisters = [
  "XLSX、大于 8 MB 的文件，或写明来源 SOURCE 时，按网页「导入」的方式处理：自动对照各列，后台写入，可在网页撤销。",
  "XLSX, files above 8 MB, or a named SOURCE go the way of the page “Imports”: columns are guessed, any heads will do, and it can be undone there.",
];

const common = [
  "* 必填列；其余列可以不出现或留空，列的顺序随意。 * must be filled; other columns may be empty or absent, in any order.",
  "UTF-8 或 GB 18030。重复导入不会产生变化。 UTF-8 or GB 18030. Repeating an import changes nothing.",
  "有行被拒绝时退出码为 1，其余行照常导入。 Exit code 1 when rows were refused; the others are imported all the same.",
];

/** Help of `import` with one form, or with all, in the order in which an empty platform takes them. */
export const importHelp = (of: readonly Form[] = forms): string[] => [
  "导入我们自己的 CSV 表。 Imports one of our own CSV forms.",
  ...of.flatMap((form) => ["", ...helpOfForm(form), ...(form === "lifts" ? ofRegisters : [])]),
  "",
  ...common,
];
