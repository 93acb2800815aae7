import { useUnitCapacities } from "../../../src/rooms/lifts/contract/use-unit-capacity.ts";
import { kindNames, type LedgerEntry, type LiftKind, partyRoles } from "../../../src/rooms/lifts/contract.ts";
import { sources } from "../../../src/rooms/rescue/contract/sources.ts";
import { causes, freedBys, freeMethods } from "../../../src/rooms/rescue/contract.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { language } from "../../ui/texts/language.ts";
import { word } from "../../ui/texts/shared-texts.ts";
import { say } from "../texts/list-texts.ts";
import { changeTexts, identifierTexts } from "./register-words.ts";
import { capacityName } from "./state-words.ts";

type Words = { readonly zh: string; readonly en: string };
const own = (words: Words): string => (language() === "en" ? words.en : words.zh);

const known = <Code extends string>(codes: readonly Code[], value: unknown, words: (code: Code) => string): string => {
  const code = codes.find((each) => each === value);
  return code === undefined ? String(value) : words(code);
};

type Field = { readonly name: Words; readonly value?: (value: unknown) => string };
/** Fields of entries that this page words; whatever else an entry holds is shown under its own name. */
const fields: Readonly<Record<string, Field>> = {
  role: {
    name: { zh: "角色", en: "role" },
    value: (value) => known(partyRoles, value, (role) => say(`party.${role}`)),
  },
  organisation: { name: { zh: "单位", en: "unit" } },
  from: { name: { zh: "自", en: "from" } },
  to: { name: { zh: "至", en: "to" } },
  kind: { name: { zh: "种类", en: "kind" }, value: (value) => kindWord(value) },
  regionCode: { name: { zh: "行政区划", en: "region" } },
  incidentNo: { name: { zh: "警情", en: "incident" } },
  source: {
    name: { zh: "来源", en: "source" },
    value: (value) => known(sources, value, (source) => word(`source.${source}`)),
  },
  cause: { name: { zh: "原因", en: "cause" }, value: (value) => causeWord(value) },
  method: {
    name: { zh: "解救方法", en: "method" },
    value: (value) => known(freeMethods, value, (method) => word(`method.${method}`)),
  },
  count: { name: { zh: "解救人数", en: "people freed" } },
  injured: { name: { zh: "受伤", en: "injured" } },
  freedBy: {
    name: { zh: "解救方", en: "freed by" },
    value: (value) => known(freedBys, value, (by) => word(`freed-by.${by}`)),
  },
  state: { name: { zh: "电梯", en: "lift" }, value: (value) => own(states[String(value)] ?? same(value)) },
  username: { name: { zh: "设备账号", en: "device account" } },
  registerCode: { name: { zh: "注册代码", en: "register code" } },
  reason: { name: { zh: "原因", en: "reason" } },
  paper: { name: { zh: "文书", en: "paper" } },
  rescueCode: { name: { zh: "识别码", en: "rescue code" } },
  row: { name: { zh: "文件行号", en: "row of the file" } },
  lastDay: { name: { zh: "最后一日", en: "last day" } },
  capacity: {
    name: { zh: "以何身份", en: "capacity" },
    value: (value) => known(useUnitCapacities, value, capacityName),
  },
  safetyOfficer: { name: { zh: "安全员", en: "safety officer" } },
  maker: { name: { zh: "制造单位", en: "maker" } },
  type: { name: { zh: "型号", en: "type" } },
  serialNumber: { name: { zh: "编号", en: "number" } },
  certificateNo: { name: { zh: "型式试验证书", en: "type test certificate" } },
  fittedOn: { name: { zh: "安装日期", en: "fitted" } },
  dutyPhoneChanged: { name: { zh: "值班电话", en: "duty phone" }, value: () => own({ zh: "已变更", en: "changed" }) },
  trappedSince: { name: { zh: "被困时刻", en: "trapped since" }, value: (value) => formatDateTime(Number(value)) },
};
const states: Readonly<Record<string, Words>> = {
  stopped: { zh: "已停用", en: "stopped" },
  running: { zh: "已恢复运行", en: "running" },
};
const alarmCauses: Readonly<Record<string, Words>> = {
  "vendor-event": { zh: "设备困人报警", en: "the device’s entrapment event" },
  "alarm-button": { zh: "轿厢报警按钮", en: "the car’s alarm button" },
  inference: { zh: "由运行数据判断", en: "inferred from the lift’s states" },
  caller: { zh: "来电", en: "a caller" },
  "car-page": { zh: "轿厢扫码", en: "the car’s page" },
  "property-report": { zh: "使用单位报告", en: "the use unit" },
  "crew-report": { zh: "救援组发现", en: "a crew" },
  "handed-over": { zh: "联动单位转来", en: "handed over" },
};
const same = (value: unknown): Words => ({ zh: String(value), en: String(value) });
const kindWord = (value: unknown): string => own(kindNames[value as LiftKind] ?? same(value));
const causeWord = (value: unknown): string => {
  const code = String(value);
  const cause = causes[code];
  return cause === undefined ? own(alarmCauses[code] ?? same(code)) : `${code} ${own(cause)}`;
};

/** The same field of an alarm says by what it was noticed. */
const noticedBy: Words = { zh: "依据", en: "noticed by" };

function fieldText(name: string, value: unknown): string {
  const field = fields[name];
  const words = name === "cause" && String(value) in alarmCauses ? noticedBy : field?.name;
  return `${words === undefined ? name : own(words)} ${field?.value === undefined ? String(value) : field.value(value)}`;
}

/** Ids under other names: the run of an import, the part that goes. */
const ofMachines: ReadonlySet<string> = new Set(["import", "accepted", "undoes", "replaces"]);

/** Figures and codes of an entry in words, the organisation by its name; long ids are for machines. */
export const ledgerBody = ({ body, organisationName }: Pick<LedgerEntry, "body" | "organisationName">): string =>
  Object.entries(body)
    .map(([name, value]): readonly [string, unknown] =>
      name === "organisationId" ? ["organisation", organisationName] : [name, value],
    )
    .filter(([name, value]) => value !== null && value !== "" && !name.endsWith("Id") && !ofMachines.has(name))
    .flatMap(([name, value]) => {
      if (name === "changes") return changeTexts(value);
      if (name === "identifiers") return identifierTexts(value);
      return typeof value === "object" ? [] : [fieldText(name, value)];
    })
    .join(" · ");

const actors: Readonly<Record<string, Words>> = {
  person: { zh: "人员", en: "person" },
  crew: { zh: "救援组", en: "crew" },
  device: { zh: "设备", en: "device" },
  public: { zh: "乘客", en: "passenger" },
  key: { zh: "接口密钥", en: "API key" },
  system: { zh: "系统", en: "system" },
};

/** What the platform does by itself. */
const systems: Readonly<Record<string, Words>> = {
  clock: { zh: "到时自动", en: "by the clock" },
  dispatch: { zh: "自动派单", en: "automatic dispatch" },
};

/** Who did it: the name of the person or key, else what kind of actor it was, with the platform's own part. */
export function ledgerActor({ actor, actorName }: Pick<LedgerEntry, "actor" | "actorName">): string {
  const cut = actor.indexOf(":");
  const [kind, id] = [actor.slice(0, cut), actor.slice(cut + 1)];
  const words = own(actors[kind] ?? same(kind));
  if (actorName !== null) return kind === "key" ? `${words} ${actorName}` : actorName;
  const part = systems[id];
  return kind === "system" && part !== undefined ? `${words} · ${own(part)}` : words;
}
