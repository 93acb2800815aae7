import "../lifts/filter-bar.css";
import { SelectField, TextField } from "../form/fields.tsx";
import { auditActs } from "../texts/audit-acts.ts";
import { auditActText, say } from "../texts/audit-texts.ts";

/** What is asked for; an empty text asks for everything. Days in the viewer's own time zone, both included. */
export type AuditSearch = {
  readonly actor: string;
  readonly act: string;
  readonly target: string;
  readonly outcome: string;
  readonly from: string;
  readonly to: string;
};
export const everyAct: AuditSearch = { actor: "", act: "", target: "", outcome: "", from: "", to: "" };
export const isNarrowed = (search: AuditSearch): boolean => Object.values(search).some((value) => value !== "");

const dayBegins = (day: string): number => new Date(`${day}T00:00:00`).getTime();
function dayEnds(day: string): number {
  const next = new Date(`${day}T00:00:00`);
  next.setDate(next.getDate() + 1);
  return next.getTime();
}

/** The query that the server understands. */
export function auditQueryOf({ from, to, ...texts }: AuditSearch): string {
  const query = new URLSearchParams(
    Object.entries(texts)
      .map(([name, value]) => [name, value.trim()] as [string, string])
      .filter(([, value]) => value !== ""),
  );
  if (from !== "") query.set("from", String(dayBegins(from)));
  if (to !== "") query.set("to", String(dayEnds(to)));
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

const rooms = ["identity", "lifts", "imports", "devices", "crews", "rescue", "platform"] as const;

/** A whole field of acts, then its acts by their words. */
const actOptions = (): (readonly [string, string])[] => [
  ["", say("all")],
  ...rooms.flatMap((room) => [
    [`${room}.`, say(`room.${room}`)] as const,
    ...Object.keys(auditActs)
      .filter((act) => act.startsWith(`${room}.`))
      .map((act) => [act, `\u3000${auditActText(act)}`] as const),
  ]),
];

type Props = { readonly search: AuditSearch; readonly onSearch: (search: AuditSearch) => void };

/** Who, what, to what, when, with what outcome. */
export function AuditFilters({ search, onSearch }: Props) {
  const to = (name: keyof AuditSearch) => (value: string) => onSearch({ ...search, [name]: value });
  return (
    <div className="filter-choices audit-filters" data-testid="audit-filters">
      <TextField
        id="audit-actor"
        label={say("filter.actor")}
        value={search.actor}
        onChange={to("actor")}
        maxLength={80}
      />
      <SelectField
        id="audit-act"
        label={say("filter.act")}
        value={search.act}
        onChange={to("act")}
        options={actOptions()}
      />
      <TextField
        id="audit-target"
        label={say("filter.target")}
        placeholder={say("filter.target.hint")}
        value={search.target}
        onChange={to("target")}
        maxLength={120}
      />
      <TextField id="audit-from" type="date" label={say("filter.from")} value={search.from} onChange={to("from")} />
      <TextField id="audit-to" type="date" label={say("filter.to")} value={search.to} onChange={to("to")} />
      <SelectField
        id="audit-outcome"
        label={say("filter.outcome")}
        value={search.outcome}
        onChange={to("outcome")}
        options={[
          ["", say("all")],
          ["done", say("outcome.done")],
          ["refused", say("outcome.refused")],
        ]}
      />
    </div>
  );
}
