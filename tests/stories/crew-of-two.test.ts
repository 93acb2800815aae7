import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { openSession } from "../../sim/people/login.ts";
import { minutes } from "../../src/kernel/clock.ts";
import { account } from "../../src/rooms/identity/contract.ts";
import { done } from "../../src/rooms/rescue/contract.ts";
import { crewStory, tasksOf } from "../support/crew-story.ts";

/** Two people of one crew hold one task on two phones. */
const { house, own, call, row, ownAsk, timeline, finish } = await crewStory();
const typesOf = async (id: string) => (await timeline(id)).map(({ type }) => type);

describe("two people of one crew, on two phones", () => {
  const person = async (login: string) => {
    const where = { kind: "crew", id: own.crewId };
    const body = { login, name: login, password: "correct horse battery", role: "crew", scope: where };
    await house.admin.post("/api/v1/accounts", body, account);
    const session = openSession(house.running.http, { login, password: "correct horse battery" });
    await session.logIn();
    return session.api;
  };
  const tellAs = (api: typeof own.api, askId: string, act: string, body: object = {}) =>
    api.post(`/api/v1/field/asks/${askId}/${act}`, { key: randomUUID(), ...body }, done);

  test("one task; who pressed what is on record, and each phone sees what the other did", async () => {
    const [li, wang] = [await person("li-ming"), await person("wang-fang")];
    const id = await call();
    const { askId } = await ownAsk(id);
    const before = (await tasksOf(wang)).find((task) => task.incidentId === id);
    expect(before).toMatchObject({ askId, status: "asked", deeds: [] });
    // Both press at once: one deed.
    await Promise.all([tellAs(li, askId, "accept"), tellAs(wang, askId, "accept")]);
    await tellAs(li, askId, "arrived", { position: null });
    await tellAs(wang, askId, "step", { step: "power", done: true });
    await tellAs(wang, askId, "arrived", { position: null });
    const told = await timeline(id);
    const actors = (type: string) => told.filter((entry) => entry.type === type).map(({ actor }) => actor.person);
    expect(actors("CrewAccepted")).toHaveLength(1);
    expect(actors("CrewArrived")).toEqual(["li-ming"]);
    expect(actors("StepTold")).toEqual(["wang-fang"]);
    expect(told.find(({ type }) => type === "CrewArrived")?.actor.name).toBe(own.name);
    const [seenByLi, seenByWang] = [await tasksOf(li), await tasksOf(wang)].map((tasks) =>
      tasks.find((task) => task.incidentId === id),
    );
    expect(seenByLi).toEqual(seenByWang);
    expect(seenByLi?.deeds?.map(({ what, name }) => [what, name]).slice(0, 2)).toEqual([
      ["StepTold", "wang-fang"],
      ["CrewArrived", "li-ming"],
    ]);
    await finish(id);
  });

  test.each([
    ["the one who was first comes back first", true],
    ["the one who was first comes back last, after it was closed", false],
  ])("both in a basement: %s, and the truth is the same", async (_name, inOrder) => {
    const [a, b] = [await person(`first-${inOrder}`), await person(`second-${inOrder}`)];
    const id = await call();
    const { askId } = await ownAsk(id);
    await tellAs(a, askId, "accept");
    const start = house.clock.now();
    await house.forward(minutes(20));
    const whole = async (api: typeof own.api, minute: number, injured: number) => {
      await tellAs(api, askId, "arrived", { at: start + minutes(minute), position: null });
      await tellAs(api, askId, "freed", { at: start + minutes(minute + 5), count: 2 + injured, injured, by: "crew" });
      await tellAs(api, askId, "secured", { at: start + minutes(minute + 6), state: "stopped" });
      await tellAs(api, askId, "close", { at: start + minutes(minute + 9), cause: "301", method: null, note: null });
    };
    const tellings = [() => whole(a, 4, 0), () => whole(b, 5, 1)];
    for (const telling of inOrder ? tellings : tellings.reverse()) await telling();
    expect(await row(id)).toMatchObject({
      stage: "closed",
      arrivedAt: start + minutes(4),
      freedAt: start + minutes(9),
      injured: 1,
    });
    const types = await typesOf(id);
    for (const once of ["CrewArrived", "PeopleFreed", "LiftSecured", "IncidentClosed"])
      expect(types.filter((type) => type === once)).toEqual([once]);
    const { rows } = await sql<{ n: number }>`
      select freed_count as n from rescue.incident where id = ${id}`.execute(house.running.platform.database.db);
    expect(rows[0]?.n).toBe(2);
  });
});
