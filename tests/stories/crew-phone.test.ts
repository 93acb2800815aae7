import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import { regionList } from "../../src/rooms/identity/contract.ts";
import { liftFile } from "../../src/rooms/lifts/contract.ts";
import {
  candidateList,
  done,
  type IncidentRow,
  incidentList,
  numbers,
  openReply,
} from "../../src/rooms/rescue/contract.ts";
import { type House, keyFor, must, type Phone, startHouse } from "../support/house.ts";

/** What crews tell from their phones beside the steps of a rescue. */
let house: House;
let own: Phone;
let calls = 0;

beforeAll(async () => {
  house = await startHouse();
  const lift = house.lift(0);
  const place = must(lift.position, "position");
  const [ownName] = await house.crewsOf(lift.maintenanceUnit, true);
  own = await house.phoneOf(must(ownName, "contracted crew"), { lat: place.lat + 0.004, lon: place.lon });
});

async function call(): Promise<string> {
  calls += 1;
  const body = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
  const sent = { ...body, key: keyFor("call", calls), liftId: house.lift(0).id, note: null };
  const { incidentId } = await house.admin.post("/api/v1/incidents", sent, openReply);
  await house.settle();
  return incidentId;
}
const row = async (id: string): Promise<IncidentRow> => (await house.file(id)).incident;
const ownAsk = async (id: string) =>
  must(
    (await row(id)).asks.find((ask) => ask.crewId === own.crewId),
    "ask",
  );
const tell = (askId: string, act: string, body: object = {}, key = keyFor(act, askId)) =>
  own.api.post(`/api/v1/field/asks/${askId}/${act}`, { key, ...body }, done);
const desk = (id: string, act: string, body: object = {}, key = keyFor(act, id)) =>
  house.admin.post(`/api/v1/incidents/${id}/${act}`, { key, ...body }, done);
const typesOf = async (id: string) => (await house.file(id)).timeline.map(({ type }) => type);
const finish = async (id: string) => {
  await desk(id, "freed", { count: 1, injured: 0, by: "use-unit" });
  await desk(id, "secured", { state: "running" });
  await desk(id, "close", { cause: "301", method: null, note: null });
};

describe("a crew says that it will be late", () => {
  test("the expected arrival changes at once, and level 2 is asked at once, not at the next look", async () => {
    const id = await call();
    const { askId } = await ownAsk(id);
    await tell(askId, "accept");
    await house.settle();
    const lift = house.lift(0);
    const [name] = await house.crewsOf(lift.maintenanceUnit, false);
    await house.phoneOf(must(name, "another crew"), lift.position);
    await house.settle();
    expect((await row(id)).asks, "the next look is a minute away").toHaveLength(1);
    const { expectedAt } = await ownAsk(id);
    const late = { minutes: 45, reason: "traffic", text: null, expectedAt };
    await tell(askId, "late", late);
    expect(await ownAsk(id)).toMatchObject({
      expectedAt: must(expectedAt, "expected") + minutes(45),
      delay: { minutes: 45, reason: "traffic" },
    });
    expect((await row(id)).urgency).toBe("late-soon");
    // The clock stands still: the look is due by the row itself.
    await house.settle();
    const after = await row(id);
    expect(after).toMatchObject({ level: 2 });
    expect(after.asks.map(({ why }) => why.beside?.rule ?? null)).toEqual([null, "gain"]);
    // By both phones, and again out of the outbox: one word.
    await tell(askId, "late", late);
    await tell(askId, "late", late, keyFor("late-other-phone", askId));
    expect((await typesOf(id)).filter((type) => type === "CrewDelayed")).toHaveLength(1);
    await finish(id);
    await tell(askId, "late", late, keyFor("late-after", askId));
    expect((await row(id)).stage).toBe("closed");
  });

  test("told later than it was said it counts from then; by telephone the desk writes it down, with the source", async () => {
    const id = await call();
    const { askId } = await ownAsk(id);
    await tell(askId, "accept");
    const { expectedAt } = await ownAsk(id);
    const saidAt = house.clock.now() + seconds(30);
    await house.forward(minutes(3));
    await tell(askId, "late", { minutes: 10, reason: "access", text: null, expectedAt, at: saidAt });
    expect((await ownAsk(id)).delay).toMatchObject({ saidAt, minutes: 10 });
    const phone = { minutes: 20, reason: "vehicle", text: null };
    await desk(id, `asks/${askId}/late`, phone, keyFor("by phone", id));
    const entry = (await house.file(id)).timeline.findLast(({ type }) => type === "CrewDelayed");
    expect(entry).toMatchObject({ actor: { kind: "key" }, data: { by: "phone", reason: "vehicle" } });
    await finish(id);
  });
});

describe("a crew on scene needs help", () => {
  const wish = (what: string) => ({ what, text: null });
  const helpOf = async (id: string, what: string) =>
    must(
      (await row(id)).help.find((help) => help.what === what),
      what,
    );

  test("it is life at risk until it is seen; a second crew comes beside the first, and the ambulance is on record", async () => {
    const id = await call();
    const { askId } = await ownAsk(id);
    await tell(askId, "accept");
    await tell(askId, "arrived", { position: null });
    expect((await row(id)).urgency).toBe("trapped");
    await tell(askId, "help", wish("second-crew"));
    await tell(askId, "help", wish("second-crew"), keyFor("help-other-phone", askId));
    expect(await row(id)).toMatchObject({ urgency: "life", help: [{ what: "second-crew", seenAt: null }] });
    const { helpId } = await helpOf(id, "second-crew");
    await desk(id, `help/${helpId}`, { answer: "seen", note: null });
    expect(await row(id)).toMatchObject({ urgency: "trapped", help: [{ seenAt: house.clock.now(), answer: null }] });
    const asks = (await row(id)).asks.filter(({ status }) => status !== "stood-down");
    expect(asks).toHaveLength(1);
    const { candidates } = await house.admin.get(`/api/v1/incidents/${id}/candidates`, candidateList);
    const other = must(
      candidates.find(({ crewId, busy }) => crewId !== own.crewId && !busy),
      "another crew",
    );
    await desk(id, "ask-beside", { crewId: other.crewId, reason: "现场求助" });
    expect(await row(id)).toMatchObject({ stage: "on-scene", holder: { kind: "crew" } });
    expect((await helpOf(id, "second-crew")).answer).toMatchObject({ answer: "arranged" });
    // It does not answer: nobody is coming, and the desk has it before it again.
    await house.forward(seconds(91));
    expect((await helpOf(id, "second-crew")).answer).toBeNull();
    await tell(askId, "help", wish("ambulance"), keyFor("ambulance", askId));
    expect((await row(id)).urgency).toBe("life");
    await desk(id, "outside-help", { service: "120", note: null });
    expect((await helpOf(id, "ambulance")).answer).toMatchObject({ answer: "arranged" });
    await tell(askId, "help-withdraw", { helpId });
    expect(await row(id)).toMatchObject({ urgency: "trapped" });
    await finish(id);
  });

  test("another crew's request cannot be withdrawn, nor one that is none answered", async () => {
    const id = await call();
    const { askId } = await ownAsk(id);
    await tell(askId, "accept");
    await expect(tell(askId, "help-withdraw", { helpId: keyFor("none", 1) })).rejects.toThrow("RESCUE_HELP_UNKNOWN");
    await expect(desk(id, `help/${keyFor("none", 1)}`, { answer: "seen", note: null })).rejects.toThrow(
      "RESCUE_HELP_UNKNOWN",
    );
    await finish(id);
  });
});

describe("an arrival and what proves it", () => {
  /** So many metres north of the lift. */
  const north = (metres: number) => {
    const { lat, lon } = must(house.lift(0).position, "position");
    return { lat: lat + metres / 111_195, lon };
  };
  const signOf = async () => {
    const { pagePath } = await house.admin.get(`/api/v1/lifts/${house.lift(0).id}`, liftFile);
    return `https://lifts.example${must(pagePath, "page")}`;
  };
  const other = () => must(house.lift(1).rescueCode, "another code");
  const own_ = () => must(house.lift(0).rescueCode, "code");

  test.each([
    ["the code in the car, scanned", async () => ({ scan: await signOf(), position: null }), { kind: "scan" }],
    ["a code without its long token", async () => ({ scan: `/s/${own_()}`, position: null }), { kind: "code" }],
    ["a forged token", async () => ({ scan: `/s/${own_()}?t=${"x".repeat(32)}`, position: null }), { kind: "code" }],
    ["typed digits", async () => ({ code: own_(), position: null }), { kind: "code" }],
    [
      "another lift's code",
      async () => ({ scan: `/s/${other()}?t=x`, position: north(300), accuracyMetres: 10 }),
      { kind: "none", otherLift: true },
    ],
    ["within the radius", async () => ({ position: north(60), accuracyMetres: 12 }), { kind: "place", metres: 60 }],
    ["outside it, and kept", async () => ({ position: north(400), accuracyMetres: 12 }), { kind: "none", metres: 400 }],
    ["no fix in a basement", async () => ({ position: null }), { kind: "none", metres: null }],
    ["nonsense for an accuracy", async () => ({ position: north(60), accuracyMetres: "exact" }), { kind: "place" }],
  ])("%s", async (_name, sent, proof) => {
    const id = await call();
    const { askId } = await ownAsk(id);
    await tell(askId, "accept");
    const body = await sent();
    // Told twice, out of the outbox: one arrival, with the proof that it came with.
    for (const key of ["once", "again"]) await tell(askId, "arrived", body, keyFor(key, askId));
    const asked = await ownAsk(id);
    expect(asked).toMatchObject({ status: "arrived", proof: { ...proof, radiusMetres: 150 } });
    const entry = (await house.file(id)).timeline.filter(({ type }) => type === "CrewArrived");
    expect(entry.map(({ data }) => data.proof)).toMatchObject([proof]);
    await finish(id);
  });

  test("the figures count who proved it, and open to those rescues", async () => {
    const from = house.clock.now() - minutes(600);
    const { counts } = await house.admin.get(`/api/v1/numbers?from=${from}&to=${house.clock.now() + 1}`, numbers);
    const of = (metric: string) => counts.find((count) => count.metric === metric)?.value;
    expect([of("arrivals-proved"), of("arrivals-unproved")]).toEqual([3, 7]);
    const { incidents } = await house.admin.get(
      `/api/v1/incidents?state=all&metric=arrivals-proved&from=${from}&to=${house.clock.now() + 1}&limit=50`,
      incidentList,
    );
    expect(incidents.flatMap(({ asks }) => asks.flatMap(({ proof }) => proof?.kind ?? [])).sort()).toEqual([
      "place",
      "place",
      "scan",
    ]);
  });
});

describe("what is recorded at the lift", () => {
  const jpeg = (text: string, more = 0) => {
    const segment = (marker: number, body: Buffer) =>
      Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff]), body]);
    return Buffer.concat([
      Buffer.from([0xff, 0xd8]),
      segment(0xe0, Buffer.from("JFIF")),
      segment(0xe1, Buffer.from(`Exif ${text}`)),
      segment(0xda, Buffer.from("s")),
      Buffer.alloc(200 + more, 7),
      Buffer.from([0xff, 0xd9]),
    ]);
  };
  const send = (askId: string, photoId: string, body: Uint8Array, query = "") =>
    fetch(`${own.api.http}/api/v1/field/asks/${askId}/photos/${photoId}${query}`, {
      method: "POST",
      headers: { ...own.api.headers(), "content-type": "image/jpeg" },
      body: Buffer.from(body),
    });
  const scene = async (id: string) => (await house.file(id)).scene;
  let id = "";
  let askId = "";

  test("steps with their times by kind of lift, told late and in any order, also after the end", async () => {
    id = await call();
    askId = (await ownAsk(id)).askId;
    await tell(askId, "accept");
    await tell(askId, "arrived", { position: null });
    const arrivedAt = house.clock.now();
    await house.forward(minutes(5));
    await tell(askId, "step", { step: "power", done: true, at: arrivedAt + minutes(2) }, keyFor("power", askId));
    await tell(askId, "step", { step: "open", done: true, at: arrivedAt + minutes(4) }, keyFor("open", askId));
    await tell(askId, "step", { step: "power", done: true }, keyFor("power by the other phone", askId));
    const found = await scene(id);
    expect(found.procedure).toMatchObject({ certainty: "recalled" });
    expect(found.procedure?.steps.map(({ step }) => step)).toContain("level");
    expect(found.steps).toEqual([
      { step: "power", done: true, at: arrivedAt + minutes(2), by: own.name },
      { step: "open", done: true, at: arrivedAt + minutes(4), by: own.name },
    ]);
  });

  test("a photo is stored once, without what tells of place and phone, and is shown to who may read the rescue", async () => {
    const photoId = keyFor("photo", 1);
    const body = jpeg("GPS 31.2 121.4");
    for (const _ of ["once", "again"]) expect((await send(askId, photoId, body, "?step=open")).status).toBe(200);
    expect((await scene(id)).photos).toMatchObject([{ photoId, step: "open", kept: true }]);
    const read = (api: typeof own.api) =>
      fetch(`${api.http}/api/v1/incidents/${id}/photos/${photoId}`, { headers: api.headers() });
    const shown = await read(house.admin);
    expect([shown.status, shown.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
    const bytes = Buffer.from(await shown.arrayBuffer());
    expect(bytes.includes("Exif")).toBe(false);
    expect(bytes.subarray(-100)).toEqual(body.subarray(-100));
    expect((await read(own.api)).status).toBe(403);
    const { regions } = await house.admin.get("/api/v1/regions", regionList);
    const elsewhereCode = regions.find(
      ({ code }) =>
        code !== "100000" && !must(house.lift(0).regionCode, "region").startsWith(code.replace(/(00)+$/, "")),
    )?.code;
    const elsewhere = await house.person("far-officer", "officer", {
      kind: "region",
      code: must(elsewhereCode, "another region"),
    });
    expect((await read(elsewhere)).status).toBe(403);
  });

  test.each([
    ["no JPEG", Buffer.from("<script>alert(1)</script>".repeat(20)), 422],
    ["too large", jpeg("", 420_000), 413],
  ])("%s is refused, and leaves nothing", async (_name, body, status) => {
    expect((await send(askId, keyFor("bad photo", status), body)).status).toBe(status);
    expect((await scene(id)).photos).toHaveLength(1);
  });

  test("another crew's task takes no photo of this one", async () => {
    const elsewhere = await send(keyFor("no ask", 1), keyFor("photo", 2), jpeg(""));
    expect(elsewhere.status).toBe(404);
  });

  test("freed, handed to repair in words, signed for: the maintenance unit hears what is wrong", async () => {
    await tell(askId, "freed", { count: 1, injured: 0, by: "crew" });
    await tell(askId, "secured", { state: "stopped" });
    const repair = { what: "门机皮带断", to: null };
    await tell(askId, "repair", repair);
    await tell(askId, "repair", repair, keyFor("repair by the other phone", askId));
    const { timeline, notices } = await house.file(id);
    expect(timeline.filter(({ type }) => type === "HandedToRepair").map(({ data }) => data.what)).toEqual([
      repair.what,
    ]);
    expect(notices.find(({ purpose }) => purpose === "repair-asked")?.body).toContain("（门机皮带断）");
    const sign = { name: "王建国", role: "物业值班", path: "M10 20L30 40L50 20", remark: null };
    await tell(askId, "sign", sign);
    await expect(
      tell(askId, "sign", { ...sign, path: 'M0 0"/><script>' }, keyFor("forged", askId)),
    ).rejects.toMatchObject({ status: 400 });
    expect(await scene(id)).toMatchObject({ handBack: { signed: true }, signature: sign });
    await tell(askId, "close", { cause: "301", method: "level-door", note: null });
    // No name and no line of a hand in the stream or the row.
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from platform.stream_event
      where body::text like '%王建国%' or body::text like '%M10 20%'`.execute(house.running.platform.database.db);
    expect(rows[0]?.n).toBe(0);
    // Late from the outbox: recorded, and the rescue stays closed.
    await tell(askId, "step", { step: "shut", done: true }, keyFor("shut", askId));
    expect((await send(askId, keyFor("late photo", 1), jpeg("late"))).status).toBe(200);
    expect((await row(id)).stage).toBe("closed");
    expect((await scene(id)).photos).toHaveLength(2);
  });

  test("photos and names are deleted with their time; that there were some stays on record", async () => {
    await house.forward(minutes(60 * 24 * 181));
    expect((await scene(id)).photos).toMatchObject([{ kept: false }, { kept: false }]);
    expect((await scene(id)).signature).toMatchObject({ name: "王建国" });
    await house.forward(minutes(60 * 24 * 1_000));
    expect(await scene(id)).toMatchObject({ handBack: { signed: true }, signature: null });
  });
});
