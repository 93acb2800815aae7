import { setTimeout as sleep } from "node:timers/promises";
import { isEscalatorKind } from "../../src/rooms/lifts/contract.ts";
import { carAlarmReply, openReply } from "../../src/rooms/rescue/contract.ts";
import { type Api, keyOf, untilAnswered } from "../api.ts";
import type { City, CityLift } from "../city/city.ts";
import type { Fleet } from "../devices/fleet.ts";
import type { Draws } from "../draws.ts";
import { type AlarmLog, type AlarmWay, acknowledge } from "./alarm-log.ts";

export type EmergencyOptions = {
  readonly city: City;
  readonly fleet: Fleet;
  readonly draws: Draws;
  readonly desk: Api;
  readonly log: AlarmLog;
  /** How many emergencies there are at one time. */
  readonly lanes: number;
  readonly isOpenAt: (registerCode: string) => boolean;
  /** Alarms stop beginning when this is aborted; those under way are seen through. */
  readonly noMore: AbortSignal;
  readonly signal: AbortSignal;
};

/** Lifts in which people still press and call: crews do not get them out before the last alarm is through. */
export type Emergencies = {
  readonly run: () => Promise<void>;
  /** Resolves when nobody at this lift is about to raise another alarm. */
  readonly quiet: (registerCode: string) => Promise<void>;
  readonly stalled: () => readonly string[];
};

/** After this a rescue that does not end is noted, and its lift left alone. */
const rescueLimitMs = 90_000;
const ways: readonly (readonly [AlarmWay, number])[] = [
  ["event", 6],
  ["call", 3],
  ["car-page", 1],
];

export function createEmergencies(options: EmergencyOptions): Emergencies {
  const { city, draws, noMore, lanes } = options;
  const raising = new Map<string, Promise<unknown>>();
  const stalled: string[] = [];
  // Each lift comes round again only after all others.
  const order = draws.shuffled(
    city.lifts.filter((lift) => !isEscalatorKind(lift.kind)),
    "order",
  );
  let no = 0;
  const lane = async (): Promise<void> => {
    while (!noMore.aborted) {
      const lift = order[no % order.length];
      no += 1;
      if (lift === undefined) return;
      await emergency(options, lift, { no, raising, stalled });
      await sleep(draws.between(50, 600, "pause", no));
    }
  };
  return {
    run: async () => {
      await Promise.all(Array.from({ length: lanes }, lane));
    },
    quiet: async (code) => {
      await raising.get(code);
    },
    stalled: () => stalled,
  };
}

type Course = { readonly no: number; readonly raising: Map<string, Promise<unknown>>; readonly stalled: string[] };

async function emergency(options: EmergencyOptions, lift: CityLift, course: Course): Promise<void> {
  const { draws, log, fleet, isOpenAt, signal } = options;
  const { no, raising, stalled } = course;
  const code = lift.registerCode;
  log.begin(code);
  // The device itself speaks at most once in an emergency; people do so beside it.
  const count = draws.weighted(
    [
      [1, 5],
      [2, 3],
      [3, 2],
    ] as const,
    "count",
    no,
  );
  const drawn = Array.from({ length: count }, (_, i) => draws.weighted(ways, "way", no, i));
  const alarms = drawn.filter((way, i) => way !== "event" || drawn.indexOf("event") === i);
  if (!alarms.includes("event")) fleet.trap(code, "silent");
  const all = Promise.all(
    alarms.map(async (way, i) => {
      if (i > 0) await sleep(draws.between(0, 1_500, "after", no, i));
      await raise(options, lift, way, `${no}/${i}`);
    }),
  );
  raising.set(code, all);
  await all;
  const limit = Date.now() + rescueLimitMs;
  // The desk must have seen it open, then closed.
  while (!isOpenAt(code) && Date.now() < limit && !signal.aborted && fleet.isTrapped(code)) await sleep(50);
  while ((isOpenAt(code) || fleet.isTrapped(code)) && Date.now() < limit && !signal.aborted) await sleep(50);
  if (Date.now() >= limit) stalled.push(code);
  fleet.free(code);
}

/** Says it until it is acknowledged, with one and the same key. */
async function raise(options: EmergencyOptions, lift: CityLift, way: AlarmWay, words: string): Promise<void> {
  const { fleet, log, desk, signal, draws } = options;
  const code = lift.registerCode;
  const sentAt = Date.now();
  if (way === "event") {
    const kind = draws.chance(0.7, "kind", words) ? "entrapment" : "alarm-button";
    await new Promise<void>((fulfil) => {
      let note: () => void = () => {};
      const id = fleet.trap(code, kind, {
        onAcknowledged: () => note(),
        onReceipt: (result) => {
          if (result === "stored" || result === "repeated") note();
          fulfil();
        },
      });
      if (id === undefined) throw new Error(`lift ${code} has no device`);
      const alarm = log.send({ way, registerCode: code, mark: id, sentAt });
      note = () => acknowledge(alarm);
      signal.addEventListener("abort", () => fulfil());
    });
    return;
  }
  const key = keyOf("kill", words, code);
  const alarm = log.send({ way, registerCode: code, mark: key, sentAt });
  await untilAnswered(() => say(desk, lift, way, key), signal, 100);
  acknowledge(alarm);
}

const say = (desk: Api, lift: CityLift, way: "call" | "car-page", key: string): Promise<unknown> =>
  way === "car-page"
    ? desk.post(`/api/v1/public/lifts/${lift.rescueCode}/alarm`, { key, t: null }, carAlarmReply)
    : desk.post(
        "/api/v1/incidents",
        {
          key,
          liftId: null,
          rescueCode: lift.rescueCode,
          place: null,
          callerPhone: "000-5550",
          persons: null,
          injured: null,
          vulnerable: false,
          note: null,
        },
        openReply,
      );
