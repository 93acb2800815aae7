import "./drill.css";
import { Link } from "@tanstack/react-router";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { say } from "../texts/drill-texts.ts";

/** On everything that shows a drill: what it plays, and whom nobody may call. */
export function DrillStrip({ row }: { readonly row: IncidentRow }) {
  const { drill } = row;
  if (drill === null) return null;
  return (
    <p className="drill-strip" data-testid="drill-strip">
      <strong>{say("strip")}</strong>
      <span>{drill.scenario}</span>
      {drill.tellUseUnit ? null : <span>{say("strip.no-unit")}</span>}
      {drill.callOutside ? null : <span>{say("strip.no-outside")}</span>}
      <Link to="/drills/$drillId" params={{ drillId: row.id }}>
        {say("strip.report")}
      </Link>
    </p>
  );
}
