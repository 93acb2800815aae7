import { createHash } from "node:crypto";
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Api } from "../../sim/api.ts";
import { minutes } from "../../src/kernel/clock.ts";
import { leaderView, sampleFile, sampleList } from "../../src/rooms/centre/contract.ts";
import { callList } from "../../src/rooms/rescue/contract/phone-calls.ts";
import { done, incidentList, openReply } from "../../src/rooms/rescue/contract.ts";
import { type House, keyFor, must, startHouse } from "../support/house.ts";

const secret = "the-exchange-and-we-know-it";
const empty = z.object({});
const made = z.object({ id: z.uuid() });
let house: House;
let officer: Api;
let chen: Api;
let keys = 0;

beforeAll(async () => {
  house = await startHouse({ settings: { SP_PBX_SECRET: secret } });
  chen = await house.person("chen", "dispatcher");
  officer = await house.person("leader", "officer");
});

const key = () => {
  keys += 1;
  return keyFor("leader", keys);
};
const view = () => officer.get("/api/v1/centre", leaderView);
const numberOf = async (metric: string) => (await view()).work.find((each) => each.metric === metric)?.value;
const listOf = async (metric: string) => {
  const { from, now } = await view();
  return officer.get(`/api/v1/incidents?state=all&metric=${metric}&from=${from}&to=${now + 1}`, incidentList);
};
const open = async (liftId: string | null): Promise<string> => {
  const body = { rescueCode: null, place: liftId === null ? "云栖路 3 号" : null, callerPhone: null, persons: 1 };
  const sent = { ...body, injured: null, vulnerable: false, key: key(), liftId, note: null };
  const { incidentId } = await chen.post("/api/v1/incidents", sent, openReply);
  await house.settle();
  return incidentId;
};
const act = (id: string, name: string, body: object = {}) =>
  chen.post(`/api/v1/incidents/${id}/${name}`, { key: key(), ...body }, done);
const endBySelf = async (id: string, cause: string): Promise<void> => {
  await act(id, "freed", { count: 1, injured: 0, by: "themselves" });
  await act(id, "secured", { state: "stopped" });
  await act(id, "close", { cause, method: null, note: null });
};
const ring = (callId: string, event: string) =>
  fetch(`${house.running.http}/api/v1/calls/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ callId, event, at: house.clock.now() }),
  });
const codeOf = (failed: Promise<unknown>) =>
  failed.then(
    () => "done",
    (error: unknown) => /[A-Z]+_[A-Z_]+/.exec(String(error))?.[0] ?? String(error),
  );

describe("the leader's view", () => {
  test("nobody on shift is shown, since when too", async () => {
    expect(await view()).toMatchObject({ onShift: [], emptySince: null });
    await chen.post("/api/v1/shift/begin", { seat: "1" }, empty);
    expect((await view()).onShift).toHaveLength(1);
    const leftAt = house.clock.now();
    await chen.post("/api/v1/shift/leave", { reason: "测试" }, empty);
    expect(await view()).toMatchObject({ onShift: [], emptySince: leftAt });
    await chen.post("/api/v1/shift/begin", { seat: "1" }, empty);
    expect((await view()).emptySince).toBeNull();
  });

  test("waiting, speaking and lost calls open to as many as they say", async () => {
    await ring("1", "rang");
    await ring("1", "ended");
    await ring("2", "rang");
    await ring("3", "rang");
    await ring("3", "answered");
    const { calls } = await view();
    expect(calls).toMatchObject({ all: 3, waiting: 1, speaking: 1, lost: 1, unsorted: 2 });
    for (const state of ["all", "waiting", "speaking", "lost", "unsorted"] as const)
      expect((await officer.get(`/api/v1/calls?state=${state}&from=${calls.from}`, callList)).total, state).toBe(
        calls[state],
      );
  });

  test("who holds what; what nobody took over, what the desk holds itself, what a record lacks: each opens to its list", async () => {
    const [taken, untouched] = [await open(house.lift(1).id), await open(house.lift(2).id)];
    await act(taken, "take");
    const { holders } = await view();
    expect(holders.map(({ person, open: n, onShift }) => [person, n, onShift])).toEqual([
      [null, 1, false],
      ["chen", 1, true],
    ]);
    expect(holders[0]?.incidents[0]?.id).toBe(untouched);
    await endBySelf(await open(null), "301");
    for (const metric of [
      "not-taken-over",
      "held-by-desk",
      "incomplete-record",
      "follow-up-due",
      "follow-up-overdue",
    ]) {
      const value = must(await numberOf(metric), metric);
      expect((await listOf(metric)).total, metric).toBe(value);
    }
    expect(await numberOf("not-taken-over")).toBe(1);
    expect(await numberOf("incomplete-record")).toBe(1);
    expect(await numberOf("follow-up-due")).toBe(1);
  });
});

describe("the sampled quality check", () => {
  test("is drawn by a seed of the platform's own that is kept: anyone can draw the same again", async () => {
    for (let n = 3; n < 9; n += 1) await endBySelf(await open(house.lift(n).id), "301");
    const period = { from: house.clock.now() - minutes(60), to: house.clock.now() + 1 };
    expect(await codeOf(chen.post("/api/v1/quality-samples", { ...period, size: 3 }, made))).toBe("NOT_PERMITTED");
    const { id } = await officer.post("/api/v1/quality-samples", { ...period, size: 3 }, made);
    const sample = await officer.get(`/api/v1/quality-samples/${id}`, sampleFile);
    expect(sample).toMatchObject({ population: 7, size: 3, checked: 0, drawnBy: "leader" });
    const { rows } = await sql<{ id: string }>`select id from rescue.v_incident where closed_at is not null`.execute(
      house.running.platform.database.db,
    );
    const rank = (incident: string) =>
      createHash("sha256")
        .update(sample.seed + incident)
        .digest("hex");
    const again = rows.map((row) => row.id).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
    expect(sample.items.map(({ incidentId }) => incidentId)).toEqual(again.slice(0, 3));
    const other = await officer.post("/api/v1/quality-samples", { ...period, size: 50 }, made);
    expect((await officer.get(`/api/v1/quality-samples/${other.id}`, sampleFile)).items).toHaveLength(7);
    const never = { from: period.from - minutes(600), to: period.from - minutes(500), size: 1 };
    expect(await codeOf(officer.post("/api/v1/quality-samples", never, made))).toBe("CENTRE_NOTHING_TO_DRAW");
  });

  test("each is held against the list once; one no is a fail; the figures follow", async () => {
    const { samples } = await officer.get("/api/v1/quality-samples", sampleList);
    const first = must(
      samples.find(({ size }) => size === 3),
      "sample",
    );
    const { items } = await officer.get(`/api/v1/quality-samples/${first.id}`, sampleFile);
    const yes = {
      asked: "yes",
      comforted: "yes",
      dispatched: "yes",
      escalated: "not-applicable",
      recorded: "yes",
      "called-back": "yes",
    };
    const check = (n: number, answers: object) =>
      officer.post(
        `/api/v1/quality-samples/${first.id}/items/${must(items[n], "item").incidentId}`,
        { answers, note: "" },
        empty,
      );
    await check(0, yes);
    await check(1, { ...yes, comforted: "no" });
    expect(await codeOf(check(1, yes))).toBe("CENTRE_CHECKED_ALREADY");
    expect(await codeOf(check(2, { asked: "yes" }))).not.toBe("done");
    const after = await officer.get(`/api/v1/quality-samples/${first.id}`, sampleFile);
    expect(after.items.map(({ passed }) => passed)).toEqual([true, false, null]);
    expect(after).toMatchObject({ checked: 2, failed: 1 });
    expect((await view()).quality).toEqual({ drawn: 10, checked: 2, failed: 1 });
  });

  test("nobody checks what she took over herself", async () => {
    const both = await house.person("both", "dispatcher");
    const mine = await open(house.lift(9).id);
    await both.post(`/api/v1/incidents/${mine}/take`, { key: key() }, done);
    await endBySelf(mine, "301");
    const { accounts } = await house.admin.get(
      "/api/v1/accounts",
      z.object({ accounts: z.array(z.object({ id: z.uuid(), login: z.string() })) }),
    );
    const account = must(
      accounts.find(({ login }) => login === "both"),
      "account",
    );
    await house.admin.post(
      `/api/v1/accounts/${account.id}/grants`,
      { role: "officer", scope: { kind: "everything" } },
      z.any(),
    );
    const period = { from: house.clock.now() - minutes(60), to: house.clock.now() + 1, size: 100 };
    const { id } = await officer.post("/api/v1/quality-samples", period, made);
    const answers = {
      asked: "yes",
      comforted: "yes",
      dispatched: "yes",
      escalated: "yes",
      recorded: "yes",
      "called-back": "yes",
    };
    const path = `/api/v1/quality-samples/${id}/items/${mine}`;
    expect(await codeOf(both.post(path, { answers, note: "" }, empty))).toBe("CENTRE_OWN_WORK");
    expect(await codeOf(officer.post(path, { answers, note: "" }, empty))).toBe("done");
  });
});
