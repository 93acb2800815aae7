import { Link } from "@tanstack/react-router";
import type { Storm, StormGroup, StormIncident } from "../../../src/rooms/rescue/contract/storms.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { RunningClock } from "../../ui/running-clock.tsx";
import { UrgencyMark } from "../../ui/urgency-mark.tsx";
import { hazardsText } from "../hazards/hazard-words.ts";
import { say } from "../texts/storm-texts.ts";
import { SupplyLine } from "./supply-line.tsx";
import { useStormAct } from "./use-storm-act.ts";

type Choosing = {
  readonly dispatches: boolean;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
};

/** Everybody who waits, in groups that lost their supply together; within each the worst off first. */
export function StormGroups({ storm, ...choosing }: { readonly storm: Storm } & Choosing) {
  const out = storm.groups.flatMap(({ incidents }) => incidents.filter(({ inside }) => inside === "out"));
  return (
    <div className="storm-groups">
      <div className="storm-bar">
        <h3 className="block-title">{say("groups.title")}</h3>
        {choosing.dispatches && out.length > 0 ? (
          <button
            type="button"
            className="tool"
            onClick={() => choosing.onChoose(new Set(out.map(({ id }) => id)))}
            data-testid="choose-out"
          >
            {say("choose.out", { count: out.length })}
          </button>
        ) : null}
        {choosing.chosen.size > 0 ? (
          <button type="button" className="tool" onClick={() => choosing.onChoose(new Set())}>
            {say("choose.clear")}
          </button>
        ) : null}
      </div>
      {storm.groups.map((group) => (
        <Group key={group.key} stormId={storm.id} group={group} {...choosing} />
      ))}
    </div>
  );
}

type GroupProps = { readonly stormId: string; readonly group: StormGroup } & Choosing;

function Group({ stormId, group, ...choosing }: GroupProps) {
  const facts = [
    say("group.open", { count: group.open }),
    ...(group.persons > 0 ? [say("group.persons", { count: group.persons })] : []),
    ...(group.late > 0 ? [say("group.late", { count: group.late })] : []),
    ...(group.vulnerable > 0 ? [say("group.vulnerable", { count: group.vulnerable })] : []),
  ];
  return (
    <details className="storm-group" open data-testid="storm-group">
      <summary>
        <strong>{group.name}</strong>
        {group.supplyPoint === null ? null : <em className="tag">{say("group.supply")}</em>}
        <span className="storm-group-facts">{facts.join(" · ")}</span>
      </summary>
      <SupplyLine stormId={stormId} group={group} dispatches={choosing.dispatches} />
      <ul className="storm-rows">
        {group.incidents.map((row) => (
          <Row key={row.id} row={row} {...choosing} />
        ))}
      </ul>
    </details>
  );
}

function Row({ row, dispatches, chosen, onChoose }: { readonly row: StormIncident } & Choosing) {
  const toggle = (): void => {
    const next = new Set(chosen);
    if (!next.delete(row.id)) next.add(row.id);
    onChoose(next);
  };
  return (
    <li className="storm-row" data-testid="storm-row" data-inside={row.inside}>
      {dispatches ? (
        <input
          type="checkbox"
          checked={chosen.has(row.id)}
          onChange={toggle}
          disabled={row.held}
          aria-label={say("choose.row", { place: row.place })}
        />
      ) : (
        <span />
      )}
      <span className="storm-rank sp-figures" title={say("row.rank", { rank: row.rank })}>
        {row.rank}
      </span>
      <UrgencyMark urgency={row.urgency} size={14} wordless />
      <Link to="/incidents/$incidentId" params={{ incidentId: row.id }} className="storm-place" title={row.place}>
        {row.place}
      </Link>
      <span className="storm-people">{people(row)}</span>
      <span className="storm-clock">
        <RunningClock since={row.trappedSince} title={formatTimeOfDay(row.trappedSince)} />
      </span>
      <Crew row={row} />
      <Inside row={row} dispatches={dispatches} />
    </li>
  );
}

function people({ persons, injured, vulnerable, hazards }: StormIncident): string {
  const parts = [
    persons === null ? say("row.persons.unknown") : say("row.persons", { count: persons }),
    ...(injured > 0 ? [say("row.injured", { count: injured })] : []),
    ...(vulnerable ? [say("row.vulnerable")] : []),
    ...(hazards.some((each) => each !== "injury") ? [hazardsText(hazards.filter((each) => each !== "injury"))] : []),
  ];
  return parts.join(" · ");
}

/** Who comes, as which stop and when they will be out; where room is short the name gives way, never the time. */
function Crew({ row: { crew, held, placeInTour, outAt } }: { readonly row: StormIncident }) {
  const name = crew ?? say("row.desk");
  const touring = crew !== null && !held;
  const stop = [
    ...(touring && placeInTour !== null ? [say("row.stop", { place: placeInTour })] : []),
    ...(touring && outAt !== null ? [say("row.out-at", { time: formatTimeOfDay(outAt).slice(0, 5) })] : []),
  ].join(" · ");
  return (
    <span className="storm-crew" title={`${name} ${stop}`.trim()}>
      <span className="storm-crew-name">{name}</span>
      <span className="storm-stop sp-figures">{stop}</span>
    </span>
  );
}

/** What is known of who is inside, and what the desk has heard on the telephone. */
function Inside({ row, dispatches }: { readonly row: StormIncident; readonly dispatches: boolean }) {
  const { send, busy } = useStormAct();
  const tell = (inside: boolean) => void send(`/api/v1/incidents/${row.id}/still-inside`, { inside });
  return (
    <span className="storm-inside">
      <span className="storm-inside-word">{say(`inside.${row.inside}`)}</span>
      {dispatches ? (
        <>
          <button type="button" className="tool" disabled={busy || row.inside === "inside"} onClick={() => tell(true)}>
            {say("inside.set.in")}
          </button>
          <button
            type="button"
            className="tool"
            disabled={busy || row.inside === "out"}
            onClick={() => tell(false)}
            data-testid="set-out"
          >
            {say("inside.set.out")}
          </button>
        </>
      ) : null}
    </span>
  );
}
