import type { Storm } from "../../../src/rooms/rescue/contract/storms.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { say } from "../texts/storm-texts.ts";

const percent = (share: number): string => `${Math.round(share * 100)}%`;

function began({ region, declaredAt, declaredBy, alarms, withinSeconds, endedAt }: Storm): string {
  const time = formatTimeOfDay(declaredAt);
  if (endedAt !== null) return say("head.ended", { region, time: formatTimeOfDay(endedAt) });
  if (declaredBy === null) return say("head.auto", { region, time, alarms: alarms ?? 0, seconds: withinSeconds ?? 0 });
  return declaredBy === "" ? say("head.key", { region, time }) : say("head.person", { region, time, name: declaredBy });
}

/** Where, since when and why; how many wait, and what the plan is worth. */
export function StormHead({ storm }: { readonly storm: Storm }) {
  const { counts, plan, plannedAt } = storm;
  // After the end crews are sought one by one again: there is no tour to stand in.
  const figures = (["open", "held", "planned", "out", "freed", "closed"] as const)
    .filter((what) => what !== "planned" || storm.endedAt === null)
    .map((what) => say(`count.${what}`, { count: counts[what] }));
  return (
    <header className="storm-head">
      <h2 className="storm-title">
        {began(storm)}
        {storm.reason === null ? null : <span className="storm-reason"> · {storm.reason}</span>}
      </h2>
      <ul className="storm-counts sp-figures" data-testid="storm-counts">
        {figures.map((figure) => (
          <li key={figure}>{figure}</li>
        ))}
      </ul>
      {plannedAt === null || storm.endedAt !== null ? null : (
        <p className="storm-plan sp-figures">
          {say("plan.at", { time: formatTimeOfDay(plannedAt) })}
          {plan.cost !== null && plan.greedyCost !== null && plan.greedyCost > 0
            ? ` · ${say("plan.saves", { percent: percent(1 - plan.cost / plan.greedyCost) })}`
            : ""}
          {plan.roadsShare === null || plan.roadsShare === 1
            ? ""
            : ` · ${say("plan.roads", { percent: percent(plan.roadsShare) })}`}
        </p>
      )}
    </header>
  );
}
