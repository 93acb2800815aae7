import { Link } from "@tanstack/react-router";
import type { Overview } from "../../../src/rooms/overview/contract.ts";
import { formatCount } from "../../ui/format-count.ts";
import { say } from "../texts/register-texts.ts";

/** What moves: rescues, devices, crews; a part that the viewer may not see is not there. */
export function LiveFigures({ overview }: { readonly overview: Overview }) {
  const { incidents, devices, crews } = overview;
  return (
    <>
      {incidents === null ? null : (
        <Link to="/" className={incidents.open > 0 ? "figure figure--trapped" : "figure"}>
          <span className="figure-name">{say("overview.incidents")}</span>
          <strong className="figure-value sp-figures">{formatCount(incidents.open)}</strong>
          <span className="figure-note" />
        </Link>
      )}
      {devices === null ? null : (
        <Link to="/devices" className="figure">
          <span className="figure-name">{say("overview.devices")}</span>
          <strong className="figure-value sp-figures">{formatCount(devices.online)}</strong>
          <span className="figure-note">{say("overview.of", { count: formatCount(devices.known) })}</span>
        </Link>
      )}
      {crews === null ? null : (
        <div className="figure">
          <span className="figure-name">{say("overview.crews")}</span>
          <strong className="figure-value sp-figures">{formatCount(crews.onDuty)}</strong>
          <span className="figure-note">{say("overview.of", { count: formatCount(crews.known) })}</span>
        </div>
      )}
    </>
  );
}
