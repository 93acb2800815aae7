import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { eventsOf } from "../../sim/people/live-client.ts";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import { callList, type PhoneCall } from "../../src/rooms/rescue/contract/phone-calls.ts";
import { openReply } from "../../src/rooms/rescue/contract.ts";
import { type House, keyFor, must, startHouse } from "../support/house.ts";

const secret = "the-exchange-and-we-know-it";
let house: House;
beforeAll(async () => {
  house = await startHouse({ settings: { SP_PBX_SECRET: secret } });
});

type Told = { event: string; at: number; caller?: string; seat?: string; recording?: string };
const tell = (callId: string, told: Told, bearer = secret) =>
  fetch(`${house.running.http}/api/v1/calls/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
    body: JSON.stringify({ callId, ...told }),
  });
const calls = async (query = "") => house.admin.get(`/api/v1/calls?${query}`, callList);
const callOf = async (caller: string): Promise<PhoneCall> =>
  must(
    (await calls()).calls.find((each) => each.caller?.endsWith(caller.slice(-2))),
    caller,
  );

/** What a console that is opened now is shown. */
async function onDesk(headers: Record<string, string>): Promise<PhoneCall[]> {
  const stop = new AbortController();
  const reply = await fetch(`${house.running.http}/api/v1/live?topics=calls`, { headers, signal: stop.signal });
  try {
    for await (const event of eventsOf(must(reply.body, "body")))
      if (event.name === "snapshot") return (JSON.parse(event.data) as { rows: PhoneCall[] }).rows;
  } finally {
    stop.abort();
  }
  return [];
}

describe("what the exchange tells", () => {
  test("out of order and twice comes to one call with its own times; without the secret the door is shut", async () => {
    const t = house.clock.now();
    for (const wrong of ["", "the-exchange-and-we-know-iT"])
      expect((await tell("x", { event: "rang", at: t }, wrong)).status).toBe(401);
    const ended = { event: "ended", at: t + seconds(80), recording: "https://pbx.example.test/r/1" } as const;
    const answered = { event: "answered", at: t + seconds(6), seat: "3" } as const;
    const rang = { event: "rang", at: t, caller: "057188000011" } as const;
    for (const told of [ended, answered, rang, answered, ended, rang]) expect((await tell("1", told)).status).toBe(200);
    const { calls: listed, total } = await calls();
    expect(total).toBe(1);
    expect(listed[0]).toMatchObject({
      caller: "057188000011",
      seat: "3",
      rangAt: t,
      answeredAt: t + seconds(6),
      endedAt: t + seconds(80),
      recording: "https://pbx.example.test/r/1",
      kind: null,
    });
  });

  test("nonsense is refused: a word as a number, an address that is none, an unknown event", async () => {
    const at = house.clock.now();
    for (const told of [
      { event: "rang", at, caller: "call me" },
      { event: "rang", at, recording: "javascript:alert(1)" },
      { event: "sang", at },
    ])
      expect((await tell("2", told as Told)).status).toBe(400);
    expect((await calls()).total).toBe(1);
  });

  test("nobody answered: lost once it is over or three minutes have gone; the same number again is told", async () => {
    const t = house.clock.now();
    await tell("3", { event: "rang", at: t, caller: "057188000033" });
    expect((await calls("state=lost")).total).toBe(0);
    await house.forward(minutes(4));
    expect((await calls("state=lost")).total).toBe(1);
    await tell("4", { event: "rang", at: house.clock.now(), caller: "057188000033" });
    expect((await callOf("057188000033")).before).toBe(1);
  });
});

describe("the desk", () => {
  test("sees who speaks with the whole number, opens the rescue from it, and the call belongs to the incident", async () => {
    const dispatcher = await house.person("call-taker", "dispatcher");
    const t = house.clock.now();
    await tell("5", { event: "rang", at: t, caller: "13900000055" });
    await tell("5", { event: "answered", at: t + seconds(4), seat: "1" });
    const shown = (await onDesk(dispatcher.headers())).find(({ caller }) => caller === "13900000055");
    const call = must(shown, "call on the desk");
    const body = {
      rescueCode: null,
      place: null,
      callerPhone: call.caller,
      persons: 1,
      injured: null,
      vulnerable: false,
    };
    const { incidentId, no } = await dispatcher.post(
      "/api/v1/incidents",
      { ...body, key: keyFor("from-call", 1), liftId: house.lift(0).id, note: null, callId: call.id },
      openReply,
    );
    expect(await callOf("13900000055")).toMatchObject({
      incidentId,
      incidentNo: no,
      kind: "entrapment",
      handledBy: "call-taker",
    });
    expect((await onDesk(dispatcher.headers())).map(({ id }) => id)).not.toContain(call.id);
  });

  test("sorts a question, writes down a call that came past the exchange once, and an officer sorts nothing", async () => {
    const dispatcher = await house.person("call-sorter", "dispatcher");
    const officer = await house.person("call-officer", "officer");
    const call = await callOf("057188000011");
    const sort = (who: typeof officer, id: string) =>
      who.post(`/api/v1/calls/${id}/sort`, { kind: "question", note: "问检验日期" }, z.unknown());
    await expect(sort(officer, call.id)).rejects.toThrow(/403/);
    await expect(sort(dispatcher, "00000000-0000-7000-8000-000000000000")).rejects.toThrow(/404/);
    await sort(dispatcher, call.id);
    const seen = await officer.get("/api/v1/calls?kind=question", callList);
    expect(seen.calls.map(({ caller }) => caller)).toEqual(["057*****0011"]);
    const written = { key: keyFor("by-hand", 1), caller: null, kind: "complaint", note: "噪音" };
    for (let twice = 0; twice < 2; twice += 1) await dispatcher.post("/api/v1/calls", written, z.unknown());
    expect((await calls("kind=complaint")).total).toBe(1);
    expect((await calls("kind=question")).calls[0]).toMatchObject({ note: "问检验日期", handledBy: "call-sorter" });
  });

  test("numbers of callers are erased when their time is over, of calls and of incidents", async () => {
    const { db } = house.running.platform.database;
    const left = async () => {
      const { rows } = await sql<{ calls: number; callers: number }>`
        select count(caller)::int as calls, (select count(*)::int from rescue.call) as callers from rescue.phone_call`.execute(
        db,
      );
      return rows[0];
    };
    expect(await left()).toMatchObject({ callers: 1 });
    expect((await left())?.calls).toBeGreaterThan(2);
    const { total } = await calls();
    await house.forward(minutes(181 * 24 * 60));
    expect(await left()).toEqual({ calls: 0, callers: 0 });
    expect((await calls()).total).toBe(total);
  });
});
