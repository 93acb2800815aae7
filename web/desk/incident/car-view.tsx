import { useQuery } from "@tanstack/react-query";
import type { Twin } from "../../../src/rooms/devices/contract.ts";
import { ApiProblem } from "../../ui/api.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatSpan } from "../../ui/format-duration.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { useNow } from "../../ui/use-now.ts";
import { pathQuery, useMe } from "../queries.ts";
import { PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/car-texts.ts";
import { CarDrawing } from "./car-drawing.tsx";

/** A device sends every 10 s or so; after this its state says nothing about now. */
const staleMs = 45_000;
/** A device's own clock may be off by this much before one is told. */
const clockToleranceMs = 120_000;

/**
 * A browser keeps six connections to a house for all its tabs, and each page's channel holds one for good: so the car is
 * asked for, about as often as a device tells, and only while somebody looks.
 */
const askEveryMs = 3_000;

type Props = {
  readonly liftId: string | null;
  /** Its landings from the lowest up, where whoever shows it knows them. */
  readonly floors?: readonly string[];
};
const noFloors: readonly string[] = [];

/** The lift as its device sees it, with the age of the data. */
export function CarView({ liftId: wantedLift, floors = noFloors }: Props) {
  const liftId = permits(useMe(), "devices.read") ? wantedLift : null;
  const asked = useQuery({
    ...pathQuery<{ hasDevice: boolean; twin: Twin | null }>(`/api/v1/lifts/${liftId}/twin`),
    enabled: liftId !== null,
    // Who is refused is refused the next time too.
    refetchInterval: ({ state }) => (isRefused(state.error) ? false : askEveryMs),
  });
  const twin = asked.data?.twin ?? null;
  if (liftId === null || (twin === null && asked.isSuccess) || (twin === null && asked.isError))
    return <NoCar hasDevice={asked.data?.hasDevice === true} />;
  if (twin === null) return <PageLoading rows={4} />;
  return <Car twin={twin} linkLost={asked.isRefetchError} floors={floors} />;
}

const isRefused = (failure: unknown): boolean => failure instanceof ApiProblem && failure.status === 403;

const NoCar = ({ hasDevice }: { readonly hasDevice: boolean }) => (
  <div className="car-none">
    <p className="quiet-title">{say(hasDevice ? "car.silent" : "car.none")}</p>
    <p className="quiet-text">{say("car.none.text")}</p>
  </div>
);

type CarProps = { readonly twin: Twin; readonly linkLost: boolean; readonly floors: readonly string[] };

function Car({ twin, linkLost, floors }: CarProps) {
  useNow();
  const ageMs = twin.receivedAt === null ? Number.POSITIVE_INFINITY : serverNow() - twin.receivedAt;
  const stale = linkLost || !twin.connected || ageMs > staleMs;
  return (
    <div className={stale ? "car car--stale" : "car"} data-testid="car-view" data-stale={stale}>
      <CarDrawing twin={twin} floors={floors} live={!stale} />
      <div className="car-facts">
        <CarAge twin={twin} ageMs={ageMs} stale={stale} />
        <dl className="facts facts--car">
          {carFacts(twin, floors).map(([term, value]) => (
            <div key={term} className="fact">
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <CarRemarks twin={twin} />
      </div>
    </div>
  );
}

type AgeProps = { readonly twin: Twin; readonly ageMs: number; readonly stale: boolean };

function CarAge({ twin, ageMs, stale }: AgeProps) {
  const age = ageMs < 10_000 && !stale ? say("car.now") : say("car.age", { span: formatSpan(ageMs / 1_000) });
  return (
    <p
      className={stale ? "car-age car-age--stale" : "car-age"}
      title={twin.receivedAt === null ? undefined : formatDateTime(twin.receivedAt)}
    >
      {Number.isFinite(ageMs) ? age : say("car.loading")}
      {twin.connected ? "" : ` · ${say("car.disconnected")}`}
      {stale ? ` · ${say("car.stale")}` : ""}
    </p>
  );
}

const modeOf = (mode: number) => (mode >= 0 && mode <= 7 ? (mode as 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7) : 7);
const doorOf = (door: number) => (door >= 0 && door <= 6 ? (door as 0 | 1 | 2 | 3 | 4 | 5 | 6) : 0);

function carFacts(twin: Twin, floors: readonly string[]): readonly (readonly [string, string])[] {
  const inside = twin.passengerPresent === null ? "unknown" : twin.passengerPresent ? "yes" : "no";
  const direction =
    twin.direction === "none" && twin.moving ? say("car.moving") : say(`car.direction.${twin.direction}`);
  const mode = [say("car.mode"), say(`car.mode.${modeOf(twin.serviceMode)}`)] as const;
  if (twin.isEscalator) return [[say("car.direction"), direction], mode];
  return [
    [say("car.floor"), floorWord(twin, floors)],
    [say("car.direction"), direction],
    [say("car.door"), say(`car.door.${doorOf(twin.doorStatus)}`)],
    [say("car.zone"), say(twin.doorZone ? "car.zone.yes" : "car.zone.no")],
    [say("car.passenger"), say(`car.passenger.${inside}`)],
    mode,
  ];
}

function floorWord({ carPosition }: Twin, floors: readonly string[]): string {
  const floor = carPosition === "" ? "?" : carPosition;
  return floors.length === 0 ? floor : `${floor} / ${say("car.landings", { landings: String(floors.length) })}`;
}

/** What is not normal, and a device clock that lies. */
function CarRemarks({ twin }: { readonly twin: Twin }) {
  const off = twin.measuredAt === null || twin.receivedAt === null ? 0 : Math.abs(twin.receivedAt - twin.measuredAt);
  const remarks = [
    ...(twin.entrapment === "none" ? [] : [say(`car.entrapment.${twin.entrapment}`)]),
    ...twin.faults.map((kind) => say(`car.fault.${kind}`)),
    ...(twin.powerLost ? [say("car.power-lost")] : []),
    ...(twin.overload === true ? [say("car.overload")] : []),
    ...(off > clockToleranceMs ? [say("car.clock-wrong", { span: formatSpan(off / 1_000) })] : []),
  ];
  if (remarks.length === 0) return null;
  return <p className="car-remarks">{remarks.join(" · ")}</p>;
}
