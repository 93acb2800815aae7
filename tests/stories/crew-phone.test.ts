import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import { liftFile } from "../../src/rooms/lifts/contract.ts";
import { candidateList, carAlarmReply, carProgress, incidentList, numbers } from "../../src/rooms/rescue/contract.ts";
import { crewStory } from "../support/crew-story.ts";
import { keyFor, must } from "../support/house.ts";

/** What crews tell from their phones beside the steps of a rescue. */
const { house, own, call, row, ownAsk, tell, desk, timeline, finish } = await crewStory();
const typesOf = async (id: string) => (await timeline(id)).map(({ type }) => type);

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

  test("whoever is trapped reads the new minutes on the car's page", async () => {
    const { rescueCode } = house.lift(0);
    const alarm = { key: randomUUID(), t: null, agoSeconds: 0 };
    const { progressKey } = await house.admin.post(`/api/v1/public/lifts/${rescueCode}/alarm`, alarm, carAlarmReply);
    await house.settle();
    const [open] = await house.incidents();
    const id = must(open, "incident").id;
    const { askId } = await ownAsk(id);
    await tell(askId, "accept");
    const { expectedAt } = await ownAsk(id);
    const read = () => house.admin.get(`/api/v1/public/progress/${progressKey}`, carProgress);
    expect(await read()).toMatchObject({ stage: "coming", expectedAt, later: false });
    await tell(askId, "late", { minutes: 15, reason: "access", text: null, expectedAt });
    expect(await read()).toMatchObject({ expectedAt: must(expectedAt, "expected") + minutes(15), later: true });
    await finish(id);
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
