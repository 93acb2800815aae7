import type { ReactNode } from "react";
import type { ArriveLimit } from "../../../src/rooms/rescue/contract/arrive-areas.ts";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { word } from "../../ui/texts/shared-texts.ts";
import { hazardsText } from "../hazards/hazard-words.ts";
import { say as sayArea } from "../texts/area-texts.ts";
import { say as sayDesk } from "../texts/desk-texts.ts";
import { say as sayHazard } from "../texts/hazard-texts.ts";
import { say } from "../texts/incident-texts.ts";

/** The situation in one dense table; of a fault only how and when it was told. */
export function IncidentFacts({ row }: { readonly row: IncidentRow }) {
  if (row.kind === "entrapment") return <RescueFacts row={row} />;
  return (
    <dl className="facts">
      <Fact term={say("facts.kind")}>{sayDesk("queue.fault")}</Fact>
      <Fact term={say("facts.source")}>{word(`source.${row.source}`)}</Fact>
      <Fact term={say("facts.reported")}>
        <span className="sp-figures">{formatTimeOfDay(row.openedAt)}</span>
      </Fact>
    </dl>
  );
}

function RescueFacts({ row }: { readonly row: IncidentRow }) {
  const people = (count: number | null) =>
    count === null ? say("facts.unknown") : `${count} ${say("unit.persons")}`.trim();
  return (
    <dl className="facts">
      <Fact term={say("facts.persons")} strong={(row.persons ?? 0) > 0}>
        {people(row.persons)}
      </Fact>
      <Fact term={say("facts.injured")} alarming={(row.injured ?? 0) > 0}>
        {row.injured === null ? say("facts.no") : people(row.injured)}
      </Fact>
      <Fact term={say("facts.vulnerable")} alarming={row.vulnerable}>
        {say(row.vulnerable ? "facts.yes" : "facts.no")}
      </Fact>
      <Fact term={sayHazard("hazards.title")} alarming={row.hazards.length > 0}>
        {row.hazards.length === 0 ? say("facts.none") : hazardsText(row.hazards)}
      </Fact>
      <Fact term={say("facts.source")}>
        {word(`source.${row.source}`)}
        {row.alarms > 1 ? ` · ${sayDesk("queue.alarms", { count: row.alarms })}` : ""}
      </Fact>
      <Fact term={say("facts.since")}>
        <span className="sp-figures">{formatTimeOfDay(row.trappedSince)}</span>
      </Fact>
      {row.arriveLimit === null ? null : (
        <Fact term={sayArea("limit.term")}>
          <span title={row.arriveLimit.source} data-testid="arrive-limit">
            {limitWord(row.arriveLimit)}
            <small className="fact-clause">{row.arriveLimit.source}</small>
          </span>
        </Fact>
      )}
      <Outside row={row} />
    </dl>
  );
}

/** Who was called; a service that is still to be called is not "none". */
function Outside({ row: { outsideHelp, outside } }: { readonly row: IncidentRow }) {
  const wanted = outside
    .filter(({ status }) => status === "wanted")
    .map(({ service }) => `${service} ${sayHazard("strip.step.wanted")}`);
  const words = [...outsideHelp, ...wanted];
  return (
    <Fact term={say("facts.outside")} strong={outsideHelp.length > 0} alarming={wanted.length > 0}>
      {words.length === 0 ? say("facts.none") : words.join(" · ")}
    </Fact>
  );
}

const limitWord = ({ rule, seconds, area = "" }: ArriveLimit): string =>
  sayArea(`limit.${rule}`, { time: sayArea("minutes", { count: Math.round(seconds / 6) / 10 }), area });

type FactProps = {
  readonly term: string;
  readonly strong?: boolean;
  readonly alarming?: boolean;
  readonly children: ReactNode;
};

function Fact({ term, strong = false, alarming = false, children }: FactProps) {
  return (
    <div className="fact">
      <dt>{term}</dt>
      <dd className={alarming ? "fact-alarming" : strong ? "fact-strong" : undefined}>{children}</dd>
    </div>
  );
}
