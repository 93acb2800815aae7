import { createDice } from "../dice.ts";
import type { City, Organisation } from "./city.ts";
import { phone } from "./codes.ts";
import { dayOf, dayText } from "./days.ts";

/** A person with a certificate, as a row of the form of people says it. */
export const peopleColumns = [
  "name",
  "organisation_code",
  "position",
  "phone",
  "certificate_kind",
  "certificate_number",
  "issuer",
  "valid_from",
  "valid_to",
] as const;
type PersonRow = Readonly<Record<(typeof peopleColumns)[number], string>>;
type Trade = { readonly word: string; readonly kind: string; readonly series: number };
type Draft = { readonly name: string; readonly organisation: string; readonly phone: string };

/** One who maintains for so many lifts; a choice of ours. */
const liftsPerMechanic = 30;
const perBody = 6;
/** 特种设备作业人员证 are looked at anew after four years. */
const validDays = 4 * 365;
/** Some have run out and nobody has seen it: the list of people is there to show them. */
const expiredShare = 0.02;
const issuer = "升平示范市行政审批局（示范）";

/** People of the city with their certificates: who maintains, who answers for safety at use units, who inspects and tests. */
export function peopleOf(city: City, { asOf, seed }: { readonly asOf: string; readonly seed: number }): PersonRow[] {
  const dice = createDice(seed);
  const today = dayOf(asOf);
  const rows: PersonRow[] = [];
  const add = ({ name, organisation, phone: number }: Draft, position: string, kind: string): void => {
    const no = rows.length;
    const isExpired = dice(no, 1) < expiredShare;
    const left = isExpired ? -1 - Math.floor(dice(no, 2) * 90) : Math.floor(dice(no, 2) * validDays);
    rows.push({
      name,
      organisation_code: organisation,
      position,
      phone: number,
      certificate_kind: kind,
      certificate_number: `示范${kind}-${String(no + 1).padStart(6, "0")}`,
      issuer,
      valid_from: dayText(today + left - validDays + 1),
      valid_to: dayText(today + left),
    });
  };
  const several = (firm: Organisation, count: number, { word, kind, series }: Trade): void => {
    for (let i = 0; i < count; i += 1) {
      const no = rows.length + 1;
      const number = phone(series + Math.floor(no / 10_000), no % 10_000);
      add({ name: `示范${word}${String(no).padStart(4, "0")}`, organisation: firm.code, phone: number }, word, kind);
    }
  };
  const served = countsBy(city, "maintenance");
  for (const firm of city.organisations) {
    const mechanics = Math.max(2, Math.ceil((served.get(firm.code) ?? 0) / liftsPerMechanic));
    if (firm.kind === "maintenance") several(firm, mechanics, { word: "维修工", kind: "T", series: 7_100 });
    if (firm.kind === "inspection") several(firm, perBody, { word: "检验员", kind: "inspector", series: 7_200 });
    if (firm.kind === "testing") several(firm, perBody, { word: "检测员", kind: "tester", series: 7_300 });
  }
  for (const officer of safetyOfficersOf(city)) add(officer, "安全管理员", "A");
  return rows;
}

function countsBy(city: City, role: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { parties } of city.lifts)
    for (const party of parties)
      if (party.role === role) counts.set(party.organisation, (counts.get(party.organisation) ?? 0) + 1);
  return counts;
}

/** Those whom the lifts' papers name, once for each use unit. */
function safetyOfficersOf(city: City): Draft[] {
  const seen = new Map<string, Draft>();
  for (const { parties, papers } of city.lifts) {
    const organisation = parties.find(({ role }) => role === "use-unit")?.organisation;
    if (organisation === undefined || papers.safetyOfficer === "") continue;
    const officer = { name: papers.safetyOfficer, organisation, phone: papers.safetyOfficerPhone };
    seen.set(`${organisation} ${officer.name}`, officer);
  }
  return [...seen.values()];
}

/** Cells of ours hold neither commas nor line breaks. */
export const peopleCsv = (rows: readonly PersonRow[]): string =>
  `${[peopleColumns.join(","), ...rows.map((row) => peopleColumns.map((column) => row[column]).join(","))].join("\n")}\n`;
