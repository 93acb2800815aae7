import type { DifferentParty, ImportDifference } from "../../../src/rooms/lifts/contract/import-lists.ts";
import {
  kindNames,
  type LiftParameter,
  liftParameters,
  registrationNames,
  sectorNames,
} from "../../../src/rooms/lifts/contract.ts";
import { language } from "../../ui/texts/language.ts";
import { capacityName } from "../lifts/state-words.ts";
import { say } from "../texts/import-texts.ts";

const isParty = (value: unknown): value is DifferentParty =>
  typeof value === "object" && value !== null && "name" in value && "from" in value;
const partiesOf = (value: unknown): readonly DifferentParty[] =>
  (Array.isArray(value) ? value : [value]).filter((each) => isParty(each));

const beginsOf = ({ from, fromStated }: DifferentParty): string => {
  if (fromStated === false) return say("difference.from-unrecorded");
  return from === null ? say("difference.from-taken") : say("difference.from", { day: from });
};
/** In which capacity, and from when. */
const daysOf = (party: DifferentParty): string => {
  const { to, capacity } = party;
  const begins = beginsOf(party);
  const days = to === null ? begins : `${begins} ${say("difference.to", { day: to })}`;
  return capacity === undefined ? days : `${capacityName(capacity)} · ${days}`;
};
const nameOf = ({ name, code }: DifferentParty): string => name || code || "";

type Names = Readonly<Record<string, { readonly zh: string; readonly en: string }>>;
const choices: Readonly<Record<string, Names>> = {
  kind: kindNames,
  registration: registrationNames,
  sector: sectorNames,
};
/** Six decimals are a tenth of a metre: what lies behind them is arithmetic. */
const degrees = (value: number): string => String(Number(value.toFixed(6)));

const unitOf = (field: string): string => {
  const unit = liftParameters[field as LiftParameter]?.unit ?? null;
  return unit === null ? "" : ` ${unit}`;
};

/** What the register has, or a file says, in a line. */
export function textOfValue(value: unknown, field: string): string {
  const word = choices[field]?.[String(value)];
  if (word !== undefined) return language() === "en" ? word.en : word.zh;
  if ((field === "lat" || field === "lon") && typeof value === "number") return degrees(value);
  const parties = partiesOf(value);
  if (parties.length > 0) return parties.map((each) => `${nameOf(each)} ${daysOf(each)}`).join("；");
  const unit = typeof value === "number" ? unitOf(field) : "";
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return say("nothing");
  return Array.isArray(value) ? value.join(" ") : `${String(value)}${unit}`;
}

/** Who serves stands above the days. */
export function DifferenceValue({
  value,
  field,
}: {
  readonly value: ImportDifference["held"];
  readonly field: string;
}) {
  const parties = partiesOf(value);
  if (parties.length === 0) return <>{textOfValue(value, field)}</>;
  return parties.map((each) => (
    <span key={`${nameOf(each)} ${each.from}`} className="import-party own-line">
      {nameOf(each)}
      <small>{daysOf(each)}</small>
    </span>
  ));
}
