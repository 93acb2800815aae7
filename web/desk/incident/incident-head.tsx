import { Link } from "@tanstack/react-router";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { RunningClock } from "../../ui/running-clock.tsx";
import { UrgencyMark } from "../../ui/urgency-mark.tsx";
import { elapsedLimit } from "../queue/deadline.ts";
import { say as sayDesk } from "../texts/desk-texts.ts";
import { say } from "../texts/incident-texts.ts";
import { StageWord } from "./stage-word.tsx";

/** What, where, and for how long. */
export function IncidentHead({ row }: { readonly row: IncidentRow }) {
  return (
    <header className="panel-head">
      <div className="panel-head-line">
        <UrgencyMark urgency={row.urgency} size={18} />
        <StageWord row={row} />
        {row.level > 1 ? <span>{say("incident.level", { level: row.level })}</span> : null}
        {row.takenBy === null ? null : (
          <span className="panel-taken" title={say("incident.taken-by", { name: row.takenBy })}>
            {say("incident.taken-by", { name: row.takenBy })}
          </span>
        )}
        <Link to="/incidents/$incidentId" params={{ incidentId: row.id }} className="panel-no sp-mono">
          {row.no}
        </Link>
      </div>
      <div className="panel-head-line panel-head-line--place">
        <h2 className="panel-place">{row.place}</h2>
        <span className="panel-clock">
          <RunningClock
            since={row.trappedSince}
            until={row.freedAt ?? row.closedAt}
            limit={elapsedLimit(row)}
            title={sayDesk("queue.trapped-since", { time: formatTimeOfDay(row.trappedSince) })}
          />
        </span>
      </div>
      <div className="panel-address">
        <span className="panel-address-text" title={row.address ?? undefined}>
          {row.address ?? (row.liftId === null ? say("incident.unknown-lift") : "")}
        </span>
        {row.rescueCode === null ? null : (
          <span>
            {say("incident.rescue-code")} <span className="sp-mono panel-code">{row.rescueCode}</span>
          </span>
        )}
        {row.liftId === null ? null : (
          <Link to="/lifts/$liftId" params={{ liftId: row.liftId }}>
            {say("incident.lift")}
          </Link>
        )}
      </div>
    </header>
  );
}
