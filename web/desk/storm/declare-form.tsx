import { useState } from "react";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { SelectField, TextField } from "../form/fields.tsx";
import { useRegions } from "../lifts/filter-bar.tsx";
import { useRows } from "../shell/live-context.ts";
import { say } from "../texts/storm-texts.ts";
import { useStormAct } from "./use-storm-act.ts";

/** A person begins a storm where incidents are open: counties with most of them first. */
export function DeclareForm({ running }: { readonly running: readonly string[] }) {
  const { send, busy, failure } = useStormAct();
  const rows = useRows<IncidentRow>("desk") ?? [];
  const names = new Map(useRegions().map((each) => [each.code, each.name]));
  const counties = countiesOf(rows).filter(([code]) => !running.includes(code));
  const [region, setRegion] = useState("");
  const [reason, setReason] = useState("");
  const code = region === "" ? (counties[0]?.[0] ?? "") : region;
  if (counties.length === 0)
    return <p className="page-lead">{say(running.length === 0 ? "declare.nothing" : "declare.nothing.else")}</p>;
  const declare = async (): Promise<void> => {
    if (reason.trim() === "") return;
    const done = await send("/api/v1/storms", { regionCode: code, reason: reason.trim() });
    if (done !== undefined) setReason("");
  };
  return (
    <form
      className="storm-form"
      onSubmit={(event) => {
        event.preventDefault();
        void declare();
      }}
      data-testid="declare-form"
    >
      <p className="quiet-title">{say("declare.title")}</p>
      <SelectField
        id="declare-region"
        label={say("declare.region")}
        value={code}
        onChange={setRegion}
        options={counties.map(
          ([each, count]) => [each, say("declare.option", { name: names.get(each) ?? each, count })] as const,
        )}
      />
      <TextField
        id="declare-reason"
        label={say("declare.reason")}
        value={reason}
        onChange={setReason}
        maxLength={200}
        data-testid="declare-reason"
      />
      <button type="submit" className="plain-button" disabled={busy || reason.trim() === ""} data-testid="declare">
        {say("declare.save")}
      </button>
      {failure === undefined ? null : <p className="form-failure">{failure}</p>}
    </form>
  );
}

function countiesOf(rows: readonly IncidentRow[]): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { regionCode, freedAt, closedAt, drill } of rows) {
    const code = regionCode.slice(0, 6);
    if (drill === null && freedAt === null && closedAt === null && code.length === 6)
      counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}
