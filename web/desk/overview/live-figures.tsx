import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { formatCount } from "../../ui/format-count.ts";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/register-texts.ts";

type Overview = {
  readonly openIncidents: number;
  readonly devices: { readonly enrolled: number; readonly online: number };
  readonly crewsOnDuty: number;
};

/** What moves: rescues, devices, crews. */
export function LiveFigures() {
  const overview = useQuery({ ...pathQuery<Overview>("/api/v1/overview"), refetchInterval: 15_000 });
  const data = overview.data;
  if (data === undefined) return null;
  return (
    <>
      <Link to="/" className={data.openIncidents > 0 ? "figure figure--trapped" : "figure"}>
        <span className="figure-name">{say("overview.incidents")}</span>
        <strong className="figure-value sp-figures">{formatCount(data.openIncidents)}</strong>
        <span className="figure-note" />
      </Link>
      <Link to="/devices" className="figure">
        <span className="figure-name">{say("overview.devices")}</span>
        <strong className="figure-value sp-figures">{formatCount(data.devices.online)}</strong>
        <span className="figure-note">{say("overview.of", { count: formatCount(data.devices.enrolled) })}</span>
      </Link>
      <div className="figure">
        <span className="figure-name">{say("overview.crews")}</span>
        <strong className="figure-value sp-figures">{formatCount(data.crewsOnDuty)}</strong>
        <span className="figure-note" />
      </div>
    </>
  );
}
