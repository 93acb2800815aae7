import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import { ingestReply } from "../../src/rooms/devices/contract.ts";
import {
  type Ask,
  carAlarmReply,
  done,
  type IncidentRow,
  incidentFile,
  incidentList,
  openReply,
} from "../../src/rooms/rescue/contract.ts";
import { type Api, keyOf, untilAnswered } from "../api.ts";
import type { DeviceSecret } from "../devices/device-link.ts";
import type { LoggedIn } from "../people/login.ts";
import type { ActBook } from "./act-book.ts";

export type SceneLift = {
  readonly id: string;
  readonly rescueCode: string;
  readonly registerCode: string;
};

/** Where one life of an incident is played, and who plays it. */
export type Scene = {
  /** Point, life and which of the two: all keys are made of it. */
  readonly name: string;
  readonly lift: SceneLift;
  /** A lift that stands where crews have only seconds to answer. */
  readonly hastyLift: SceneLift;
  /** Lifts of a county of their own, where a storm may be. */
  readonly stormLifts: readonly [SceneLift, SceneLift, SceneLift];
  readonly stormRegion: string;
  /** Two people who sit at the desk one after the other; the life beside this one has two others. */
  readonly seats: readonly [LoggedIn, LoggedIn];
  readonly desks: readonly [Api, Api];
  readonly crewIds: readonly string[];
  readonly phoneOf: (crewId: string) => Api;
  readonly world: Api;
  readonly secretOf: (registerCode: string) => DeviceSecret;
  readonly book: ActBook;
  readonly signal: AbortSignal;
};

/** An incident as the course left it: events that must stand in its stream exactly once. */
export type Left = { readonly id: string; readonly once: readonly string[] };

const lookEveryMs = 25;

/** Looks until something is found; the platform may be away meanwhile. Throws when the point's time is over. */
export async function until<T>(scene: Scene, what: string, look: () => Promise<T | undefined>): Promise<T> {
  while (!scene.signal.aborted) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    await sleep(lookEveryMs);
  }
  throw new Error(`${scene.name} waited in vain for ${what}`);
}

export const rowOf = async ({ desks, signal }: Scene, id: string): Promise<IncidentRow> =>
  (await untilAnswered(() => desks[0].get(`/api/v1/incidents/${id}`, incidentFile), signal)).incident;

const openRows = async ({ desks }: Scene): Promise<readonly IncidentRow[]> =>
  (await desks[0].get("/api/v1/incidents?state=open&limit=200", incidentList)).incidents;

/** The real rescue that is open at this lift. */
export const openAt = (scene: Scene, lift: SceneLift): Promise<string> =>
  until(
    scene,
    "an open incident",
    async () =>
      (await openRows(scene)).find(
        ({ liftId, drill, freedAt }) => liftId === lift.id && drill === null && freedAt === null,
      )?.id,
  );

/** The next crew that the incident asks, other than those known. */
export const nextAsk = (scene: Scene, id: string, known: readonly string[] = []): Promise<Ask> =>
  until(scene, "the next crew", async () =>
    (await rowOf(scene, id)).asks.find(({ askId, status }) => status === "asked" && !known.includes(askId)),
  );

/** A command on an incident by the desk (or the second one), kept in the book. */
export function desk(
  scene: Scene,
  id: string,
  path: string,
  said: {
    readonly body?: object;
    readonly by?: 0 | 1;
    readonly word?: string;
    readonly refusals?: readonly string[];
  } = {},
): Promise<z.output<typeof done> | undefined> {
  const { body = {}, by = 0, word = "", refusals = [] } = said;
  const key = keyOf(scene.name, id, path, by, word);
  const send = () => scene.desks[by].post(`/api/v1/incidents/${id}/${path}`, { key, ...body }, done);
  return scene.book.say({ name: path, kind: "command", mark: key, send }, refusals);
}

/** What a crew does on its phone. */
export function crew(
  scene: Scene,
  { askId, crewId }: Ask,
  path: string,
  { body = {}, refusals = [] }: { readonly body?: object; readonly refusals?: readonly string[] } = {},
): Promise<z.output<typeof done> | undefined> {
  const key = keyOf(scene.name, askId, path);
  const send = () => scene.phoneOf(crewId).post(`/api/v1/field/asks/${askId}/${path}`, { key, ...body }, done);
  return scene.book.say({ name: path, kind: "command", mark: key, send }, refusals);
}

export type CallWords = {
  readonly lift?: SceneLift;
  readonly place?: string;
  readonly kind?: "fault";
  readonly by?: 0 | 1;
  readonly word?: string;
  /** Joined or split later: said again, it is answered with where its alarm is by then. */
  readonly moves?: true;
};

/** Said again, an alarm is answered as joined: to its own incident. */
export const sameIncident = (reply: unknown): unknown =>
  typeof reply === "object" && reply !== null && "incidentId" in reply ? reply.incidentId : reply;

/** A call taken at the desk; the incident that it opened or joined. */
export async function call(scene: Scene, { lift, place, kind, by = 0, word = "", moves }: CallWords): Promise<string> {
  const key = keyOf(scene.name, "call", by, word);
  const body = {
    key,
    liftId: lift?.id ?? null,
    rescueCode: null,
    place: place ?? null,
    callerPhone: "000-5550",
    persons: 1,
    injured: null,
    vulnerable: false,
    note: null,
    ...(kind === undefined ? {} : { kind }),
  };
  const send = () => scene.desks[by].post("/api/v1/incidents", body, openReply);
  const same = moves ? () => "taken" : sameIncident;
  const reply = await scene.book.say({ name: "call", kind: "alarm", mark: `call/${key}`, send, same });
  if (reply === undefined) throw new Error("a call is never refused");
  return reply.incidentId;
}

export async function press(scene: Scene, lift: SceneLift, word = ""): Promise<void> {
  const key = keyOf(scene.name, "press", word);
  const send = () => scene.world.post(`/api/v1/public/lifts/${lift.rescueCode}/alarm`, { key, t: null }, carAlarmReply);
  await scene.book.say({ name: "press", kind: "alarm", mark: `car/${key}`, send });
}

export type DeviceWords = {
  readonly id: string;
  readonly at: number;
  readonly code: string;
  readonly phase: "raised" | "cleared";
  readonly clears?: string;
};

/** A device's event over HTTP: its answer comes after the commit. Said again it is `repeated`. */
export async function deviceSays(scene: Scene, lift: SceneLift, event: DeviceWords): Promise<void> {
  const { username, password } = scene.secretOf(lift.registerCode);
  const code = encodeURIComponent(lift.registerCode);
  const said = JSON.stringify(event);
  const send = async () => {
    const reply = await fetch(`${scene.world.http}/ingest/v1/${code}/event`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` },
      body: said,
      signal: AbortSignal.timeout(10_000),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`ingest answered ${reply.status} ${text}`);
    const counts = ingestReply.parse(JSON.parse(text));
    if (counts.accepted + counts.repeated !== 1) throw new Error(`ingest did not take it: ${text}`);
    return counts;
  };
  await scene.book.say({ name: "device", kind: "event", mark: event.id, send, same: () => "taken" });
}
