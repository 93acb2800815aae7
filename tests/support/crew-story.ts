import { eventsOf } from "../../sim/people/live-client.ts";
import {
  type CrewTask,
  done,
  type IncidentRow,
  openReply,
  type TimelineEntry,
} from "../../src/rooms/rescue/contract.ts";
import { type House, keyFor, must, type Phone, startHouse } from "./house.ts";

/** A house with one contracted crew on duty 400 m from its first lift, and what a story does with it. */
export type CrewStory = {
  readonly house: House;
  readonly own: Phone;
  /** Somebody is trapped in the first lift; returns the incident. */
  readonly call: () => Promise<string>;
  readonly row: (id: string) => Promise<IncidentRow>;
  readonly ownAsk: (id: string) => Promise<IncidentRow["asks"][number]>;
  readonly tell: (askId: string, act: string, body?: object, key?: string) => Promise<unknown>;
  readonly desk: (id: string, act: string, body?: object, key?: string) => Promise<unknown>;
  readonly timeline: (id: string) => Promise<readonly TimelineEntry[]>;
  readonly finish: (id: string) => Promise<void>;
};

export async function crewStory(): Promise<CrewStory> {
  const house = await startHouse();
  const lift = house.lift(0);
  const place = must(lift.position, "position");
  const [ownName] = await house.crewsOf(lift.maintenanceUnit, true);
  const own = await house.phoneOf(must(ownName, "contracted crew"), { lat: place.lat + 0.004, lon: place.lon });
  let calls = 0;
  const row = async (id: string) => (await house.file(id)).incident;
  const desk: CrewStory["desk"] = (id, act, body = {}, key = keyFor(act, id)) =>
    house.admin.post(`/api/v1/incidents/${id}/${act}`, { key, ...body }, done);
  return {
    house,
    own,
    call: async () => {
      calls += 1;
      const body = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
      const sent = { ...body, key: keyFor("call", calls), liftId: lift.id, note: null };
      const { incidentId } = await house.admin.post("/api/v1/incidents", sent, openReply);
      await house.settle();
      return incidentId;
    },
    row,
    ownAsk: async (id) =>
      must(
        (await row(id)).asks.find((ask) => ask.crewId === own.crewId),
        "ask",
      ),
    tell: (askId, act, body = {}, key = keyFor(act, askId)) =>
      own.api.post(`/api/v1/field/asks/${askId}/${act}`, { key, ...body }, done),
    desk,
    timeline: async (id) => (await house.file(id)).timeline,
    finish: async (id) => {
      await desk(id, "freed", { count: 1, injured: 0, by: "use-unit" });
      await desk(id, "secured", { state: "running" });
      await desk(id, "close", { cause: "301", method: null, note: null });
    },
  };
}

/** The tasks as a phone that is opened now is shown them. */
export async function tasksOf(api: Phone["api"]): Promise<readonly CrewTask[]> {
  const stop = new AbortController();
  const reply = await fetch(`${api.http}/api/v1/live?topics=crew`, { headers: api.headers(), signal: stop.signal });
  try {
    for await (const event of eventsOf(must(reply.body, "body")))
      if (event.name === "snapshot") return (JSON.parse(event.data) as { rows: CrewTask[] }).rows;
  } finally {
    stop.abort();
  }
  return [];
}
