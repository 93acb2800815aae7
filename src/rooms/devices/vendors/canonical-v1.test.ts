import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventCodes, upChannels } from "../contract.ts";
import { readBody } from "../ingest/read-body.ts";
import { canonicalV1 } from "./canonical-v1.ts";

const lift = {
  at: "2026-11-23T08:00:00+08:00",
  seq: 4,
  serviceMode: 1,
  carStatus: 1,
  carDirection: 2,
  doorZone: false,
  carPosition: "B1",
  doorStatus: 2,
};

describe("state", () => {
  test("of a lift", () => {
    expect(canonicalV1.read("state", lift)).toMatchObject({
      ok: true,
      reading: {
        kind: "state",
        at: Date.UTC(2026, 10, 23, 0),
        isEscalator: false,
        moving: true,
        direction: "down",
        carPosition: "B1",
        passengerPresent: undefined,
        powerLost: false,
      },
    });
  });
  test("of an escalator", () => {
    const body = { at: 1_795_000_000_000, serviceMode: 1, runStatus: 1, runDirection: 2 };
    expect(canonicalV1.read("state", body)).toMatchObject({
      ok: true,
      reading: { isEscalator: true, moving: true, direction: "up" },
    });
  });
  test.each([
    [{ ...lift, carPosition: 3 }, "carPosition"],
    [{ ...lift, doorStatus: 7 }, "doorStatus"],
    [{ ...lift, doorZone: "false" }, "doorZone"],
    [{ ...lift, at: "2026-11-23 08:00:00" }, "at"],
    [{ ...lift, at: 1e300 }, "at"],
    [{ ...lift, at: undefined }, "at"],
    [[], "serviceMode"],
    [null, "body"],
    ["text", "body"],
  ])("%j is not taken, and the reason names the field", (body, field) => {
    const result = canonicalV1.read("state", body);
    expect(result.ok).toBe(false);
    expect(result.ok ? "" : result.reason).toMatch(field === "serviceMode" ? /:/ : new RegExp(`^${field}:`));
  });
});

test("all fields that are missing are named at once", () => {
  const { carStatus: _, doorStatus: __, ...rest } = lift;
  expect(canonicalV1.read("state", rest)).toEqual({ ok: false, reason: "carStatus, doorStatus: missing" });
  const wrong = canonicalV1.read("state", { ...rest, serviceMode: "normal" });
  expect(wrong).toMatchObject({ reason: expect.stringMatching(/^carStatus, doorStatus: missing; serviceMode: /) });
  expect(canonicalV1.read("event", {})).toMatchObject({ reason: "id, at, code, phase: missing" });
});

describe("event", () => {
  const event = { id: "7", at: 1_795_000_000_000, code: "entrapment", phase: "raised" };
  test.each(eventCodes)("canonical word %s is known", (code) => {
    expect(canonicalV1.read("event", { ...event, code })).toMatchObject({ ok: true, reading: { code, id: "7" } });
  });
  test("an unknown word, a foreign table and a wrong phase keep the id for the receipt", () => {
    for (const change of [{ code: "困人" }, { codeList: "other" }, { phase: "on" }])
      expect(canonicalV1.read("event", { ...event, ...change })).toMatchObject({ ok: false, eventId: "7" });
    expect(canonicalV1.read("event", { ...event, id: 7 })).not.toHaveProperty("eventId");
  });
});

test("nothing that a device may send makes the reader throw", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...upChannels),
      fc.oneof(
        fc.uint8Array({ maxLength: 60 }),
        fc.json().map((text) => Buffer.from(text)),
      ),
      (channel, bytes) => {
        const result = readBody(canonicalV1, channel, { payload: bytes });
        return result.ok || result.reason.length > 0;
      },
    ),
  );
});
