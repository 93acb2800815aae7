import { lazy, type ReactElement, Suspense, useEffect, useState } from "react";
import type { CrewTask } from "../../src/rooms/rescue/contract.ts";
import { getJson } from "../ui/api.ts";
import { formatDistance } from "../ui/format-distance.ts";
import { formatTimeOfDay } from "../ui/format-time.ts";
import { crewWord } from "../ui/texts/crew-words.ts";
import { useNow } from "../ui/use-now.ts";
import { vibrate } from "./alert.ts";
import { AtTheLiftFacts } from "./at-the-lift.tsx";
import type { Beside } from "./beside.ts";
import { d } from "./deed-texts.ts";
import { HelpButton } from "./help-button.tsx";
import { HelpLines } from "./help-lines.tsx";
import { HoldButton } from "./hold-button.tsx";
import type { Nearness } from "./nearness.ts";
import { openReader } from "./read-code.ts";
import { metresBetween, type Position, type Route } from "./route.ts";
import type { RouteMapProps } from "./route-map.tsx";
import { stepWords } from "./step-words.ts";
import { Persons } from "./task-facts.tsx";
import { TaskTitle } from "./task-title.tsx";
import { t } from "./texts.ts";

/** Without a signal the map does not come; place, steps and navigation still stand. */
const RouteMap = lazy(async (): Promise<{ readonly default: (props: RouteMapProps) => ReactElement | null }> => {
  try {
    return { default: (await import("./route-map.tsx")).RouteMap };
  } catch {
    return { default: () => null };
  }
});

type Props = {
  readonly task: CrewTask;
  readonly position: Position | null;
  readonly onArrived: () => void;
  readonly near: Nearness;
  readonly beside: Beside;
};

/** On the way: where to, by which way, whom to call. */
export function TravelScreen({ task, position, near, onArrived, beside }: Props) {
  const far = isTooFar(task, position);
  const route = useRoute(task.askId, far ? null : position);
  return (
    <main className="page">
      <div className="page__body">
        <TaskTitle task={task} />
        {task.address !== null && <p>{task.address}</p>}
        <ArriveBy task={task} />
        <Near near={near} />
        <HelpLines task={task} onWithdraw={beside.withdrawHelp} />
        <p>
          {t("fact.persons")} <Persons task={task} />
          {task.rescueCode === null ? "" : ` · ${t("fact.code")} ${task.rescueCode}`}
        </p>
        {task.workInProgress && <p className="warning">{t("fact.work")}</p>}
        <Calls task={task} />
        <AtTheLiftFacts task={task} />
        <Way task={task} position={position} route={route} />
      </div>
      <div className="thumb">
        <div className="thumb__row">
          <button type="button" className="button" data-testid="late-open" onClick={() => beside.open("late")}>
            {d("late.open")}
          </button>
          <HelpButton beside={beside} />
          <button type="button" className="button" data-testid="scan-open" onClick={() => beside.open("scan")}>
            {d("scan.open")}
          </button>
        </div>
        <HoldButton testId="arrived" tone={near.kind === "near" ? "done" : "action"} onHeld={onArrived}>
          {t("way.arrived")}
        </HoldButton>
      </div>
    </main>
  );
}

/** The phone offers the arrival by itself once it is there; it buzzes, for it may be in a pocket. */
function Near({ near }: { readonly near: Nearness }) {
  const there = near.kind === "near";
  useEffect(() => {
    // In the basement there may be no signal: what reads codes is loaded on the way.
    void openReader().catch(() => undefined);
  }, []);
  useEffect(() => {
    if (there) vibrate([120, 80, 120]);
  }, [there]);
  if (near.kind !== "near") return null;
  return (
    <p className="near" role="status" data-testid="near">
      {d("near.here", { metres: Math.max(10, Math.round(near.metres / 10) * 10) })}
    </p>
  );
}

function ArriveBy({ task }: { readonly task: CrewTask }) {
  const now = useNow();
  const hoursAndMinutes = (instant: number): string => formatTimeOfDay(instant).slice(0, 5);
  const late = task.arriveBy !== null && now > task.arriveBy;
  const { delay } = task;
  return (
    <>
      <p className={late ? "warning" : "strong"} data-testid="arrive-by">
        {task.expectedAt !== null && t("way.expected", { time: hoursAndMinutes(task.expectedAt) })}
        {task.expectedAt !== null && task.arriveBy !== null ? " · " : ""}
        {task.arriveBy !== null && t(late ? "way.late" : "way.arrive-by", { time: hoursAndMinutes(task.arriveBy) })}
      </p>
      {delay !== undefined && (
        <p className="warning" data-testid="late-said">
          {d("late.said", { minutes: delay.minutes, reason: crewWord(`late.${delay.reason}`) })}
        </p>
      )}
    </>
  );
}

/** Use unit, centre, navigation: whatever helps to get to the lift. */
export function Calls({ task }: { readonly task: CrewTask }) {
  const to = task.position;
  return (
    <div className="calls">
      {task.useUnitPhone !== null && (
        <a className="button" href={`tel:${task.useUnitPhone}`} data-testid="call-use-unit">
          {task.useUnit === null ? t("call.use-unit") : t("call.use-unit.named", { name: task.useUnit })}
        </a>
      )}
      <a className="button" href={`tel:${task.centreNumber}`} data-testid="call-centre">
        {t("call.centre", { number: task.centreNumber })}
      </a>
      {to !== null && task.status === "accepted" && (
        <a
          className="button"
          rel="noreferrer"
          target="_blank"
          // The map app takes WGS 84 when told so; opened by the person's own press only.
          href={`https://uri.amap.com/navigation?to=${to.lon},${to.lat},${encodeURIComponent(task.place)}&coordinate=wgs84&callnative=1`}
          data-testid="navigate"
        >
          {t("navigate")}
        </a>
      )}
    </div>
  );
}

/** No crew of this city is so far away: the fix is wrong, or the phone is not with the crew. */
const tooFarMetres = 150_000;
const isTooFar = (task: CrewTask, position: Position | null): boolean =>
  task.position !== null && position !== null && metresBetween(position, task.position) > tooFarMetres;

type WayProps = { readonly task: CrewTask; readonly position: Position | null; readonly route: RouteState };

function Way({ task, position, route }: WayProps) {
  if (task.position === null) return null;
  if (position === null) return <p className="quiet">{t("way.no-position")}</p>;
  if (isTooFar(task, position))
    return (
      <p className="warning">{t("way.far", { metres: formatDistance(metresBetween(position, task.position)) })}</p>
    );
  if (route === "loading") return <p className="quiet">{t("way.loading")}</p>;
  if (route === "failed") return <p className="warning">{t("way.failed")}</p>;
  const minutes = Math.max(1, Math.round(route.seconds / 60));
  if (route.source === "straight-line")
    return (
      <p className="quiet" data-testid="route">
        {t("way.straight", { metres: formatDistance(route.metres), minutes })}
      </p>
    );
  return (
    <section className="way" data-testid="route">
      <Suspense fallback={<div className="way__map" />}>
        <RouteMap line={route.line} from={position} to={task.position} />
      </Suspense>
      <h2>
        {t("way.steps")} · {formatDistance(route.metres)}
      </h2>
      <ol>
        {route.steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps of one answer never change places
          <li key={index}>{stepWords(step)}</li>
        ))}
      </ol>
    </section>
  );
}

type RouteState = "loading" | "failed" | Route;
const againMetres = 300;

/** The way from here, asked anew once the phone has moved 300 m. */
function useRoute(askId: string, position: Position | null): RouteState {
  const [state, setState] = useState<RouteState>("loading");
  const [from, setFrom] = useState<Position | null>(position);
  if (position !== null && (from === null || metresBetween(from, position) > againMetres)) setFrom(position);
  useEffect(() => {
    if (from === null) return;
    const stop = new AbortController();
    getJson<Route>(`/api/v1/field/asks/${askId}/route?lat=${from.lat}&lon=${from.lon}`, stop.signal)
      .then(setState)
      .catch(() => {
        if (!stop.signal.aborted) setState((before) => (before === "loading" ? "failed" : before));
      });
    return () => stop.abort();
  }, [askId, from]);
  return state;
}
