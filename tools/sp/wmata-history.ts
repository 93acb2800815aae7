import { parse } from "csv-parse/sync";

/**
 * A recorded history of lifts out of service: one row for each unit and stretch of one status, `unit_id, time_utc, end_time_utc,
 * symptom_description, symptom_category` (Washington's metro, 2013–2015, wrote it so). A stretch whose category is not ON is
 * out of service; stretches that touch are one outage. The source changed its words in mid-history: `symptoms` makes one of the two.
 */
export type Outage = {
  readonly unit: string;
  readonly beganAt: number;
  /** Undefined: the history ends first. */
  readonly endedAt: number | undefined;
  /** One vocabulary, in order, each once. */
  readonly symptoms: readonly string[];
};
export type History = {
  readonly outages: readonly Outage[];
  readonly units: readonly string[];
  /** Rows that could not be read, by their number after the head. */
  readonly refused: readonly { readonly row: number; readonly reason: string }[];
};

/** Both vocabularies, in lower case, and the word that stands for the two. */
const symptoms: Readonly<Record<string, string>> = {
  operational: "in-service",
  "callback/repair": "call-back",
  "service call": "call-back",
  "incident/accident": "incident",
  "customer incident": "incident",
  "fire alarm/deluge systems": "fire-alarm",
  "fire alarm": "fire-alarm",
  "power surge/outage": "power",
  "power outage": "power",
  "scheduled support": "scheduled-support",
  "safety work order": "safety-work-order",
  "minor repair": "minor-repair",
  "major repair": "major-repair",
  "safety inspection": "safety-inspection",
  "inspection repair": "inspection-repair",
  "water leak/intrusion": "water",
  "prev. maint. inspection": "maintenance-inspection",
  "preventive maintenance inspection": "maintenance-inspection",
  "prev. maint. repairs": "maintenance-repair",
  "rehab/modernization": "modernisation",
  modernization: "modernisation",
  "weather related": "weather",
  other: "other",
};

/** The one word of a symptom; undefined for one that neither vocabulary has. */
export const symptomWord = (text: string): string | undefined => symptoms[text.trim().toLowerCase()];

type Row = { readonly unit: string; readonly from: number; readonly to: number | undefined; readonly symptom: string };
const columns = ["unit_id", "time_utc", "end_time_utc", "symptom_description", "symptom_category"] as const;
type Cells = Readonly<Record<(typeof columns)[number], string>>;

/** @throws Error in one sentence when the text is no such table. */
export function readHistory(csv: string): History {
  const records: Cells[] = parse(csv, { columns: true, bom: true, trim: true, skip_empty_lines: true });
  const missing = columns.filter((name) => records[0]?.[name] === undefined);
  if (missing.length > 0) throw new Error(`columns are missing: ${missing.join(", ")}`);
  const refused: { row: number; reason: string }[] = [];
  const byUnit = new Map<string, Row[]>();
  for (const [at, cells] of records.entries()) {
    const row = readRow(cells);
    const known = byUnit.get(cells.unit_id) ?? [];
    byUnit.set(cells.unit_id, known);
    if (typeof row === "string") refused.push({ row: at + 1, reason: row });
    else if (row !== undefined) known.push(row);
  }
  return { outages: [...byUnit.values()].flatMap(outagesOf), units: [...byUnit.keys()], refused };
}

/** A stretch out of service, undefined for one in service, or why it cannot be read. */
function readRow(cells: Cells): Row | string | undefined {
  const from = Date.parse(cells.time_utc);
  const to = cells.end_time_utc === "" ? undefined : Date.parse(cells.end_time_utc);
  const symptom = symptomWord(cells.symptom_description);
  if (cells.unit_id === "") return "unit_id is empty";
  if (Number.isNaN(from) || (to !== undefined && !(to >= from)))
    return `times: "${cells.time_utc}" to "${cells.end_time_utc}"`;
  if (symptom === undefined) return `symptom: "${cells.symptom_description}" is in neither vocabulary`;
  return cells.symptom_category === "ON" ? undefined : { unit: cells.unit_id, from, to, symptom };
}

function outagesOf(rows: readonly Row[]): Outage[] {
  const outages: { unit: string; beganAt: number; endedAt: number | undefined; symptoms: string[] }[] = [];
  for (const { unit, from, to, symptom } of rows.toSorted((a, b) => a.from - b.from)) {
    const last = outages.at(-1);
    if (last === undefined || (last.endedAt !== undefined && last.endedAt < from))
      outages.push({ unit, beganAt: from, endedAt: to, symptoms: [symptom] });
    else {
      if (last.endedAt !== undefined) last.endedAt = to === undefined ? undefined : Math.max(last.endedAt, to);
      if (!last.symptoms.includes(symptom)) last.symptoms.push(symptom);
    }
  }
  return outages;
}

/** One line of the ordinary ingest. */
export type EventLine = {
  readonly registerCode: string;
  readonly channel: "event";
  readonly id: string;
  readonly at: number;
  readonly code: "service-stopped";
  readonly phase: "raised" | "cleared";
  readonly clears?: string;
  readonly text: string;
};

/** What the devices of the lifts would have sent, in order of time. The same history gives the same ids: sent twice, it counts once. */
export function linesOf(outages: readonly Outage[], codeOf: (unit: string) => string): EventLine[] {
  const lines = outages.flatMap(({ unit, beganAt, endedAt, symptoms: [first = "", ...others] }): EventLine[] => {
    const common = { registerCode: codeOf(unit), channel: "event", code: "service-stopped" } as const;
    const id = `history-${beganAt}`;
    const raised = { ...common, id, at: beganAt, phase: "raised", text: first } as const;
    if (endedAt === undefined) return [raised];
    const text = [first, ...others].join(" ");
    return [raised, { ...common, id: `${id}-end`, at: endedAt, phase: "cleared", clears: id, text }];
  });
  return lines.sort((a, b) => a.at - b.at);
}
