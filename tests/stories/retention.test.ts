import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { minutes } from "../../src/kernel/clock.ts";
import { callList } from "../../src/rooms/rescue/contract/phone-calls.ts";
import { putRetentionBody, retentionList } from "../../src/rooms/rescue/contract/retention.ts";
import { type House, startHouse } from "../support/house.ts";

/** What is forgotten, and after how many days, is the city's own to say. */
const secret = "retention-secret-0123456789abcdef";
let house: House;

beforeAll(async () => {
  house = await startHouse({ settings: { SP_PBX_SECRET: secret } });
  const at = house.clock.now();
  for (const told of [
    { event: "rang", at, caller: "13900000011" },
    { event: "answered", at: at + 5_000, seat: "1" },
    { event: "ended", at: at + 60_000, recording: "https://pbx.example.test/r/1" },
  ]) {
    const reply = await fetch(`${house.running.http}/api/v1/calls/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
      body: JSON.stringify({ callId: "1", ...told }),
    });
    expect(reply.ok).toBe(true);
  }
});

const list = async () => (await house.admin.get("/api/v1/rescue/retention", retentionList)).rows;
const put = (body: object) => house.admin.post("/api/v1/rescue/retention", body, putRetentionBody);
const call = async () => (await house.admin.get("/api/v1/calls", callList)).calls[0];
const source = "本市个人信息保护规定（试验）第二条";

test("each has its days and who says so; a recording's address stays longer than the number", async () => {
  const rows = await list();
  expect(rows.map(({ what, days }) => [what, days])).toEqual(
    expect.arrayContaining([
      ["caller", 180],
      ["passenger", 30],
      ["recording", 365],
    ]),
  );
  expect(rows.every((row) => row.source.includes("默认值"))).toBe(true);
});

test("a shorter time deletes within the hour, and no more than that", async () => {
  await house.forward(minutes(11 * 24 * 60));
  expect((await call())?.recording).toBe("https://pbx.example.test/r/1");
  await put({ what: "recording", days: 10, source });
  expect((await list()).find(({ what }) => what === "recording")).toEqual({ what: "recording", days: 10, source });
  await house.forward(minutes(61));
  const seen = await call();
  expect([seen?.recording, seen?.caller]).toEqual([null, "13900000011"]);
  const { rows } = await house.admin.get(
    "/api/v1/audit?act=rescue.retention-put",
    z.object({ rows: z.array(z.looseObject({ target: z.string(), detail: z.string() })) }),
  );
  expect(rows.map(({ target }) => target)).toEqual(["retention/recording"]);
  expect(JSON.parse(rows[0]?.detail ?? "")).toMatchObject({ before: 365, value: 10, source });
});

test.each<[string, object, string]>([
  ["what nobody keeps", { what: "weather" }, "404"],
  ["no day at all", { days: 0 }, "400"],
  ["for ever", { days: 100_000 }, "400"],
  ["without a source", { source: "" }, "400"],
])("refused: %s", async (_name, more, code) => {
  const before = await list();
  await expect(put({ what: "caller", days: 90, source, ...more })).rejects.toThrow(new RegExp(code));
  expect(await list()).toEqual(before);
});

test("an officer reads it and does not change it", async () => {
  const officer = await house.person("retention-officer", "officer");
  expect((await officer.get("/api/v1/rescue/retention", retentionList)).rows.length).toBeGreaterThan(2);
  await expect(
    officer.post("/api/v1/rescue/retention", { what: "caller", days: 90, source }, putRetentionBody),
  ).rejects.toThrow(/403/);
});
