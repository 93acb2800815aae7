import type { CrewTask } from "../../src/rooms/rescue/contract.ts";
import { formatDistance } from "../ui/format-distance.ts";
import { formatSpan } from "../ui/format-duration.ts";
import { formatTimeOfDay } from "../ui/format-time.ts";
import { RunningClock } from "../ui/running-clock.tsx";
import { word } from "../ui/texts/shared-texts.ts";
import { t } from "./texts.ts";

/** Where, who, how long, how far, and why him. */
export function TaskFacts({ task }: { readonly task: CrewTask }) {
  return (
    <div className="facts">
      <h1 data-testid="place">{task.place}</h1>
      {task.address !== null && <p>{task.address}</p>}
      {task.workInProgress && <p className="warning">{t("fact.work")}</p>}
      <dl>
        <dt>{t("fact.persons")}</dt>
        <dd>
          <Persons task={task} />
        </dd>
        <dt>{t("fact.trapped")}</dt>
        <dd>
          <RunningClock since={task.trappedSince} title={formatTimeOfDay(task.trappedSince)} />
        </dd>
        <dt>{t("fact.way")}</dt>
        <dd>
          {formatDistance(task.why.metres)} · {formatSpan(task.why.etaSeconds)}
          {task.why.etaSource === "straight-line" ? t("fact.estimate") : ""}
        </dd>
      </dl>
      <p className="quiet">
        {t(`why.${task.why.rule}`)}
        {task.why.candidates > 1 ? ` · ${t("why.of", { count: task.why.candidates })}` : ""}
        {task.why.reason === null ? "" : ` · ${task.why.reason}`}
      </p>
      <NextStops stops={task.nextStops ?? []} />
    </div>
  );
}

/** In a storm: where this crew goes afterwards. A task kept by an older page has none. */
function NextStops({ stops }: { readonly stops: CrewTask["nextStops"] }) {
  if (stops.length === 0) return null;
  return (
    <section data-testid="next-stops">
      <h2>{t("next.title")}</h2>
      <ol>
        {stops.map(({ place, outAt }) => (
          <li key={place}>
            {place} · {t("next.out", { time: formatTimeOfDay(outAt) })}
          </li>
        ))}
      </ol>
    </section>
  );
}

export function Persons({ task }: { readonly task: CrewTask }) {
  const parts = [
    task.persons === null ? t("fact.unknown") : t("fact.persons.count", { count: task.persons }),
    task.injured !== null && task.injured > 0 ? t("fact.injured", { count: task.injured }) : null,
    task.vulnerable ? t("fact.vulnerable") : null,
    // A task kept by an older version of this page has none.
    ...[...new Set(task.hazards)].filter((each) => each !== "injury").map((each) => word(`hazard.${each}`)),
  ].filter((each) => each !== null);
  return <>{parts.join(" · ")}</>;
}
