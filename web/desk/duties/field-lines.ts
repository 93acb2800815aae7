import type { DutyFields } from "../../../src/rooms/duties/contract/duty-fields.ts";

/** Deadlines, targets and rhythms as lines that a person can type: `每半年=P6M`. */
export type FieldLines = { readonly deadlines: string; readonly targets: string; readonly cadence: string };

const signs = { ">=": "", ">": ">", "=": "=" } as const;

export const linesOf = ({ deadlines, targets, cadence }: DutyFields): FieldLines => ({
  deadlines: deadlines.map(({ text, date }) => `${text}=${date ?? ""}`).join("\n"),
  targets: targets.map(({ text, op, value, unit }) => `${text}=${signs[op]}${value} ${unit}`).join("\n"),
  cadence: cadence.map(({ text, period }) => `${text}=${period ?? ""}`).join("\n"),
});

export type ReadLines =
  | { readonly fields: Pick<DutyFields, "deadlines" | "targets" | "cadence"> }
  | { readonly wrong: string };

/** The other way; the first line that is none of these is named. */
export function readLines(lines: FieldLines): ReadLines {
  const wrong: string[] = [];
  const each = <T>(text: string, read: (words: string, value: string) => T | undefined): T[] =>
    text.split("\n").flatMap((line) => {
      if (line.trim() === "") return [];
      const at = line.indexOf("=");
      const found = at < 1 ? undefined : read(line.slice(0, at).trim(), line.slice(at + 1).trim());
      if (found === undefined) wrong.push(line);
      return found === undefined ? [] : [found];
    });
  const fields = {
    deadlines: each(lines.deadlines, (text, value) => {
      if (value === "") return { text, date: null };
      return isDay(value) ? { text, date: value } : undefined;
    }),
    targets: each(lines.targets, (text, value) => {
      const match = /^([>=]?)(\d+(?:\.\d+)?)\s*(\S{1,10})$/.exec(value);
      const op = match?.[1] === ">" ? (">" as const) : match?.[1] === "=" ? ("=" as const) : (">=" as const);
      return match === null ? undefined : { text, value: Number(match[2]), unit: match[3] ?? "", op };
    }),
    cadence: each(lines.cadence, (text, value) => {
      if (value === "") return { text, period: null };
      return /^P[1-9]\d{0,2}[YMWD]$/.test(value) ? { text, period: value } : undefined;
    }),
  };
  return wrong[0] === undefined ? { fields } : { wrong: wrong[0] };
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** Units as a person types them: 县住建局、县教育局. */
export const readUnits = (text: string): string[] => [
  ...new Set(
    text
      .split(/[、，,;；\n]/)
      .map((unit) => unit.trim())
      .filter((unit) => unit !== ""),
  ),
];
