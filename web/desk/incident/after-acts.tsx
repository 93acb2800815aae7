import { useState } from "react";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { useMe } from "../queries.ts";
import { say } from "../texts/after-texts.ts";
import { AccidentStrip } from "./accident-strip.tsx";
import { type AfterForm, AfterFormOf } from "./forms/after-forms.tsx";
import { useCommand } from "./use-command.ts";

/** What may still be done on the file of an incident: the accident's report and decision, a call back, taking it up again. */
export function AfterActs({ row }: { readonly row: IncidentRow }) {
  const me = useMe();
  const dispatches = permits(me, "rescue.dispatch");
  const [form, setForm] = useState<AfterForm | null>(null);
  const command = useCommand(row.id);
  const open = (kind: AfterForm | null): void => {
    command.forgetFailure();
    setForm(kind);
  };
  const acts = actsOf(row, { dispatches, judges: permits(me, "rescue.accidents.judge") });
  if (row.accident === null && acts.length === 0 && row.followedUpAt === null) return null;
  return (
    <section className="sheet-part">
      <AccidentStrip row={row} />
      {row.accident?.judgement == null ? null : <p className="page-lead">{row.accident.judgement.reason}</p>}
      <FollowedUp row={row} />
      {acts.length === 0 ? null : (
        <div className="panel-tools no-print" role="toolbar">
          {acts.map(([kind, text]) => (
            <button
              key={kind}
              type="button"
              className="tool"
              aria-pressed={form === kind}
              onClick={() => open(form === kind ? null : kind)}
              data-testid={`after-${kind}`}
            >
              {say(text)}
            </button>
          ))}
        </div>
      )}
      {form === null ? null : (
        <AfterFormOf key={form} kind={form} row={row} command={command} onDone={() => open(null)} />
      )}
    </section>
  );
}

type Rights = { readonly dispatches: boolean; readonly judges: boolean };
type ActText = "act.report" | "act.judge" | "act.reopen" | "act.follow-up";

function actsOf(row: IncidentRow, { dispatches, judges }: Rights): (readonly [AfterForm, ActText])[] {
  const { accident } = row;
  const over = row.closedAt !== null;
  const acts = [
    dispatches && accident !== null && accident.report === null ? (["accident-report", "act.report"] as const) : null,
    judges && accident !== null ? (["accident-judge", "act.judge"] as const) : null,
    dispatches && over ? (["follow-up", "act.follow-up"] as const) : null,
    dispatches && over ? (["reopen", "act.reopen"] as const) : null,
  ];
  return acts.filter((act) => act !== null);
}

function FollowedUp({ row }: { readonly row: IncidentRow }) {
  if (row.followedUpAt !== null)
    return <p className="page-lead">{say("follow.done", { time: formatDateTime(row.followedUpAt) })}</p>;
  const waits = row.closedAt !== null && row.freedAt !== null && !row.falseAlarm;
  return waits ? <p className="page-lead">{say("follow.waiting")}</p> : null;
}
