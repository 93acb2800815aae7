import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { UrgencyMark } from "../../ui/urgency-mark.tsx";
import { say } from "../texts/incident-texts.ts";

/** What a device or a passenger says; it ends nothing, it asks a person. */
export function Signals({ row }: { readonly row: IncidentRow }) {
  if (row.freedAt !== null || row.closedAt !== null) return null;
  const said = [
    ...(row.deviceSaysFree ? [say("signal.device")] : []),
    ...(row.carSaysFree ? [say("signal.car")] : []),
    ...(row.carSaysMistake ? [say("signal.mistake")] : []),
  ];
  if (said.length === 0 && !row.workInProgress) return null;
  return (
    <ul className="signals">
      {said.map((text) => (
        <li key={text} className="signal">
          <UrgencyMark urgency="information" wordless />
          <span>
            <strong>{text}</strong> {say("signal.ask")}
          </span>
        </li>
      ))}
      {row.workInProgress ? (
        <li className="signal">
          <UrgencyMark urgency="information" wordless />
          <strong>{say("signal.work")}</strong>
        </li>
      ) : null}
    </ul>
  );
}
