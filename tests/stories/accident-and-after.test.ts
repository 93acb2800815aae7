import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import {
  accidentList,
  done,
  type IncidentRow,
  incidentList,
  numbers,
  openReply,
} from "../../src/rooms/rescue/contract.ts";
import { type House, keyFor, must, type Phone, startHouse } from "../support/house.ts";

/** What follows a rescue: a stay too long, somebody hurt, a record that was closed too soon, a call back. */
let house: House;
let crew: Phone;
let calls = 0;

beforeAll(async () => {
  house = await startHouse();
  const lift = house.lift(0);
  const [name] = await house.crewsOf(lift.maintenanceUnit, true);
  crew = await house.phoneOf(must(name, "contracted crew"), lift.position);
});

async function call(n: number, injured: number | null = null): Promise<string> {
  calls += 1;
  const body = { rescueCode: null, place: null, callerPhone: null, persons: 2, injured, vulnerable: false };
  const sent = { ...body, key: keyFor("call", calls), liftId: house.lift(n).id, note: null };
  const { incidentId } = await house.admin.post("/api/v1/incidents", sent, openReply);
  await house.settle();
  return incidentId;
}
const row = async (id: string): Promise<IncidentRow> => (await house.file(id)).incident;
const timeline = async (id: string) => (await house.file(id)).timeline.map(({ type }) => type);
let acts = 0;
const desk = (id: string, act: string, body: object = {}) => {
  acts += 1;
  return house.admin.post(`/api/v1/incidents/${id}/${act}`, { key: keyFor(act, id, acts), ...body }, done);
};
const accidents = async () => (await house.admin.get("/api/v1/accidents", accidentList)).incidents.map(({ id }) => id);
const noticesOf = async (id: string) =>
  (await house.file(id)).notices.map(({ purpose }) => purpose).filter((purpose) => purpose.startsWith("accident"));

async function rescue(id: string): Promise<void> {
  const askId = must(
    (await row(id)).asks.findLast(({ crewId }) => crewId === crew.crewId),
    "ask",
  ).askId;
  const tell = (act: string, body: object = {}) =>
    crew.api.post(`/api/v1/field/asks/${askId}/${act}`, { key: keyFor(act, askId), ...body }, done);
  await tell("accept");
  await tell("arrived", { position: null });
  await tell("freed", { count: 2, injured: 0, by: "crew" });
  await tell("secured", { state: "stopped" });
  await tell("close", { cause: "301", method: "level-door", note: null });
}

describe("a rescue that was ended too soon", () => {
  test("people are inside after all: a crew is asked anew, and another call at the place joins it", async () => {
    const id = await call(0);
    await rescue(id);
    await house.forward(seconds(30));
    await desk(id, "reopen", { reason: "轿厢里还有一人", stillInside: true });
    await house.settle();
    const again = await row(id);
    expect([again.reopened, again.freedAt, again.closedAt]).toEqual([1, null, null]);
    expect(again.asks.at(-1)).toMatchObject({ status: "asked" });
    expect(await call(0)).toBe(id);
    await desk(id, "false-alarm", { reason: "复查无人" });
  });

  test("where somebody has called meanwhile, that rescue goes on and this one stays closed", async () => {
    const id = await call(0);
    await desk(id, "false-alarm", { reason: "误按" });
    const second = await call(0);
    expect(second).not.toBe(id);
    await expect(desk(id, "reopen", { reason: "还有人", stillInside: true })).rejects.toThrow(/RESCUE_PLACE_HELD/);
    expect((await row(id)).closedAt).not.toBeNull();
    await desk(second, "false-alarm", { reason: "误按" });
  });

  test("the call back is counted, and who still waits for one opens from the number", async () => {
    const id = await call(0);
    await rescue(id);
    const period = `from=${house.clock.now() - minutes(600)}&to=${house.clock.now() + 1}`;
    const waiting = async () =>
      (
        await house.admin.get(`/api/v1/incidents?state=all&metric=follow-up-waiting&${period}`, incidentList)
      ).incidents.map((each) => each.id);
    expect(await waiting()).toContain(id);
    await desk(id, "follow-up", { reached: true, satisfaction: 4, note: "希望加快" });
    expect(await waiting()).not.toContain(id);
    const { counts } = await house.admin.get(`/api/v1/numbers?${period}`, numbers);
    expect(counts.find(({ metric }) => metric === "followed-up")?.value).toBe(1);
  });
});

describe("two hours in the car", () => {
  test("with every screen closed: warnings at 60 and 90 minutes, at 120 a file, its report reminded of twice", async () => {
    const id = await call(1);
    const opened = house.clock.now();
    for (let minute = 0; minute < 125; minute += 5) await house.forward(minutes(5));
    const told = (await timeline(id)).filter((type) => /Stranded|Accident/.test(type));
    expect(told.toSorted()).toEqual(["AccidentSuspected", "StrandedWarned", "StrandedWarned", "StrandedWarned"]);
    const { accident } = await row(id);
    expect(accident).toMatchObject({ reasons: ["stranded"], report: null, judgement: null });
    const reportBy = must(accident, "file").reportBy;
    expect(reportBy - opened).toBeGreaterThanOrEqual(minutes(180));
    expect(reportBy - opened).toBeLessThan(minutes(186));
    expect(await accidents()).toEqual([id]);
    expect(await noticesOf(id)).toEqual(["accident-suspected"]);
    // The rescue ends; the clock of its report does not, and a restart changes nothing.
    await desk(id, "freed", { count: 2, injured: 0, by: "use-unit" });
    await desk(id, "secured", { state: "stopped" });
    await desk(id, "close", { cause: "700", method: null, note: null });
    await house.restart();
    for (let minute = 0; minute < 65; minute += 5) await house.forward(minutes(5));
    expect((await noticesOf(id)).toSorted()).toEqual([
      "accident-report-overdue",
      "accident-report-soon",
      "accident-suspected",
    ]);
    await desk(id, "accident/report", { to: "示范中区市场监管局" });
    expect((await row(id)).accident?.report).toMatchObject({ to: "示范中区市场监管局" });
  });

  test("an officer decides, freshly proved; a dispatcher may not; the decision stands in the lift's ledger", async () => {
    const [id = ""] = await accidents();
    const officer = await house.person("accident-officer", "officer");
    const dispatcher = await house.person("accident-dispatcher", "dispatcher");
    const judge = (who: typeof officer, key: number) =>
      who.post(
        `/api/v1/incidents/${id}/accident/judge`,
        { key: keyFor("judge", key), verdict: "no-accident", reason: "停电所致，人员自行等待" },
        done,
      );
    await expect(judge(dispatcher, 1)).rejects.toThrow(/403/);
    await house.forward(minutes(60));
    await expect(judge(officer, 2)).rejects.toThrow(/IDENTITY_REAUTHENTICATE/);
    await officer.post("/api/v1/session/fresh", { password: "correct horse battery" }, z.unknown());
    await judge(officer, 3);
    expect((await row(id)).accident?.judgement).toMatchObject({ verdict: "no-accident" });
    expect(await accidents()).toEqual([]);
    const ledger = await house.admin.get(
      `/api/v1/lifts/${house.lift(1).id}/ledger`,
      z.object({ entries: z.array(z.looseObject({ kind: z.string() })) }),
    );
    expect(ledger.entries.map(({ kind }) => kind).filter((kind) => kind.startsWith("accident"))).toEqual([
      "accident-suspected",
      "accident-reported",
      "accident-judged",
    ]);
  });
});

describe("somebody is hurt", () => {
  test("a call that says so opens the file with the incident; a second call about the same place opens none anew", async () => {
    const id = await call(2, 1);
    expect((await row(id)).accident).toMatchObject({ reasons: ["injury"] });
    const again = await call(2, 2);
    expect(again).toBe(id);
    expect((await timeline(id)).filter((type) => type === "AccidentSuspected")).toHaveLength(1);
  });

  test("a second call that says so opens the file of the incident that it joins", async () => {
    const id = await call(3);
    expect((await row(id)).accident).toBeNull();
    expect(await call(3, 1)).toBe(id);
    expect((await row(id)).accident).toMatchObject({ reasons: ["injury"] });
    expect(await accidents()).toContain(id);
  });
});
