import { setTimeout as sleep } from "node:timers/promises";
import { distanceMetres } from "../src/kernel/coordinates.ts";
import { type CrewRow, crewRow } from "../src/rooms/crews/contract.ts";
import { isEscalatorKind } from "../src/rooms/lifts/contract.ts";
import { type IncidentRow, incidentRow } from "../src/rooms/rescue/contract.ts";
import { type Api, bearer, createApi } from "./api.ts";
import type { City, CityCrew, CityLift } from "./city/city.ts";
import type { Fleet, TrapKind } from "./devices/fleet.ts";
import type { Draws } from "./draws.ts";
import { watchLive } from "./people/live-client.ts";
import { pressCarButton, sayFree } from "./people/passenger.ts";

/**
 * Decides when in the simulated city somebody is trapped, and keeps the simulated lifts true to what people do about it:
 * a lift whose rescue says that people are out opens its doors, whoever let them out.
 */
export type CityLifeOptions = {
  readonly city: City;
  readonly fleet: Fleet;
  readonly http: string;
  readonly token: string;
  readonly draws: Draws;
  /** Milliseconds from the start to the first trap, and between traps. */
  readonly firstMs: readonly [number, number];
  readonly everyMs: readonly [number, number];
  readonly openMax: number;
  /** A crew that a visitor plays: once it is on duty, some of the traps are near it. */
  readonly visitorsCrew: CityCrew;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
};

type Town = CityLifeOptions & {
  readonly open: Map<string, IncidentRow>;
  readonly byRescueCode: ReadonlyMap<string, CityLift>;
  /** Crews on duty, with whom they work for. */
  readonly onDuty: Map<string, string>;
};

export async function runCityLife(options: CityLifeOptions): Promise<void> {
  const town: Town = {
    ...options,
    open: new Map(),
    byRescueCode: new Map(options.city.lifts.map((lift) => [lift.rescueCode, lift])),
    onDuty: new Map(),
  };
  const api = createApi(options.http, bearer(options.token));
  await Promise.all([followDesk(town, api), trapNowAndThen(town, api)]);
}

function followDesk(town: Town, api: Api): Promise<void> {
  const take = (topic: string, row: Readonly<Record<string, unknown>>): void => {
    if (topic === "desk") follow(town, incidentRow.parse(row));
    else noteDuty(town, crewRow.parse(row));
  };
  return watchLive(
    api,
    "desk,crews",
    {
      onSnapshot: (topic, rows) => {
        if (topic === "desk") town.open.clear();
        for (const row of rows) take(topic, row);
      },
      onChange: (topic, key, row) => {
        if (row !== null) take(topic, row);
        else if (topic === "desk") town.open.delete(key);
      },
    },
    town.signal,
  );
}

function noteDuty(town: Town, crew: CrewRow): void {
  if (crew.onDuty) town.onDuty.set(crew.code, crew.organisation);
  else town.onDuty.delete(crew.code);
}

function follow(town: Town, incident: IncidentRow): void {
  if (incident.closedAt === null) town.open.set(incident.id, incident);
  else town.open.delete(incident.id);
  if (incident.freedAt === null && incident.closedAt === null) return;
  const lift = incident.rescueCode === null ? undefined : town.byRescueCode.get(incident.rescueCode);
  if (lift !== undefined) town.fleet.free(lift.registerCode);
}

async function trapNowAndThen(town: Town, api: Api): Promise<void> {
  const { draws, signal } = town;
  await pause(draws.between(...town.firstMs, "first-trap"), signal);
  for (let no = 0; !signal.aborted; no += 1) {
    if (town.open.size < town.openMax) trapSomebody(town, api, no);
    await pause(draws.between(...town.everyMs, "pause", no), signal);
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }).catch(() => {});

const kinds: readonly (readonly [TrapKind, number])[] = [
  ["entrapment", 45],
  ["alarm-button", 18],
  ["picture", 17],
  ["silent", 20],
];

function trapSomebody(town: Town, api: Api, no: number): void {
  const { draws, fleet } = town;
  const lift = chooseLift(town, no);
  // The very first is one that the desk hears of at once.
  const how = no === 0 ? "entrapment" : draws.weighted(kinds, "kind", no);
  // Without a sensor a standing car says nothing for minutes: somebody presses the button.
  const kind = how === "picture" && !lift.passengerSensor ? "alarm-button" : how;
  fleet.trap(lift.registerCode, kind);
  town.report(`${lift.compound} ${lift.building} ${lift.liftNo}：${words[kind].zh}  ${words[kind].en}`);
  if (kind === "silent")
    callByPage(town, api, lift, no).catch((error: unknown) => {
      if (!town.signal.aborted) town.report(String(error)); // what the end cuts off has not failed
    });
}

const words: Readonly<Record<TrapKind, { zh: string; en: string }>> = {
  entrapment: { zh: "设备报告困人", en: "the device reports an entrapment" },
  "alarm-button": { zh: "轿厢报警按钮", en: "the car's alarm button" },
  picture: { zh: "有人停在两层之间（由状态推断）", en: "somebody stands between two floors (to be inferred)" },
  silent: { zh: "乘客扫码报警", en: "a passenger uses the car's page" },
};

async function callByPage(town: Town, api: Api, lift: CityLift, no: number): Promise<void> {
  await pause(town.draws.between(3_000, 9_000, "scan", no), town.signal);
  const passenger = createApi(api.http, () => ({}));
  const progressKey = await pressCarButton(passenger, lift.rescueCode, String(Date.now()), town.signal);
  while (town.fleet.isTrapped(lift.registerCode) && !town.signal.aborted) await pause(2_000, town.signal);
  if (town.draws.chance(0.5, "says-free", no)) await sayFree(passenger, progressKey, town.signal);
}

/**
 * A passenger lift with nobody trapped in it, whose own unit has a crew on duty (at the very start few have); near the
 * visitor's crew now and then, so that it has something to do.
 */
function chooseLift(town: Town, no: number): CityLift {
  const { city, fleet, draws, visitorsCrew, onDuty } = town;
  const busy = new Set([...town.open.values()].map((incident) => incident.rescueCode));
  const usable = city.lifts.filter(
    (lift) => !isEscalatorKind(lift.kind) && !busy.has(lift.rescueCode) && !fleet.isTrapped(lift.registerCode),
  );
  const unitsOnDuty = new Set(onDuty.values());
  const codes = new Set(city.organisations.filter((firm) => unitsOnDuty.has(firm.name)).map((firm) => firm.code));
  const served = usable.filter((lift) => codes.has(maintainerOf(lift)));
  const near = usable
    .filter((lift) => isNearestOfItsUnit(city, visitorsCrew, lift))
    .sort((a, b) => distanceMetres(a.position, visitorsCrew.base) - distanceMetres(b.position, visitorsCrew.base))
    .slice(0, 12);
  const forVisitor = onDuty.has(visitorsCrew.code) && near.length > 0 && draws.chance(0.8, "for-visitor", no);
  return draws.pick(forVisitor ? near : served.length > 0 ? served : usable, "lift", no);
}

/** The crew is the one that is asked for the lift: of the unit that maintains it, with no other crew based nearer. */
export function isNearestOfItsUnit(city: City, crew: CityCrew, lift: CityLift): boolean {
  if (maintainerOf(lift) !== crew.organisation) return false;
  const own = roughSeconds(crew, lift);
  return city.crews.every(
    (other) => other.code === crew.code || other.organisation !== crew.organisation || roughSeconds(other, lift) > own,
  );
}

/** As the platform estimates it without roads: an e-bike is slower than a car. */
const roughSeconds = (crew: CityCrew, lift: CityLift): number =>
  distanceMetres(lift.position, crew.base) / (crew.travel === "car" ? 25 : 18);

const maintainerOf = (lift: CityLift): string =>
  lift.parties.find((each) => each.role === "maintenance")?.organisation ?? "";
