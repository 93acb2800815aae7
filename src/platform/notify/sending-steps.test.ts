import { describe, expect, test } from "vitest";
import { seconds } from "../../kernel/clock.ts";
import { GatewayHealth } from "./gateway-health.ts";
import { templateParams } from "./gateways/aliyun.ts";
import type { Sent } from "./gateways/gateway.ts";
import { readAliyun } from "./report-routes.ts";
import { afterAttempt, type Sending, type Step, stepOf } from "./sending-steps.ts";

const waiting: Sending = {
  askedAt: 0,
  expiresAt: seconds(90),
  attempts: 0,
  unclear: 0,
  begunAt: null,
  acceptedAt: null,
  fallback: "voice",
  facts: [],
  heardOtherwise: false,
};
const refused: Sent = { outcome: "refused", code: "no" };
const unclear: Sent = { outcome: "unclear", code: "timeout" };
const unreached: Sent = { outcome: "later", code: "ECONNREFUSED", afterMs: null, gatewayWell: false };

describe("what comes next for a telling", () => {
  test.each<[string, Partial<Sending>, number, boolean, Step]>([
    ["is sent", {}, 0, false, "send"],
    ["goes by the next channel where the gateway is dead", {}, 0, true, "gateway-dead"],
    ["waits for a dead gateway where there is no other channel", { fallback: null }, 0, true, "wait"],
    ["is void after its time", {}, 90, false, "too-late"],
    ["was cut off by the end of the process", { begunAt: 1 }, 5, false, "cut-off"],
    ["is not sent to who has heard by another channel", { heardOtherwise: true }, 0, false, "told-otherwise"],
    ["is over when delivered", { acceptedAt: 1, facts: ["sent", "delivered"] }, 40, false, "over"],
    ["is over when a person has telephoned", { facts: ["answered"] }, 0, false, "over"],
    ["is followed by the next channel in silence", { acceptedAt: 1, facts: ["sent"] }, 31, false, "next-channel"],
    ["is followed when reported undeliverable", { acceptedAt: 1, facts: ["sent", "failed"] }, 5, false, "next-channel"],
    ["is not followed without a next channel", { acceptedAt: 1, facts: ["sent"], fallback: null }, 31, false, "over"],
    [
      "is not followed once heard otherwise",
      { acceptedAt: 1, facts: ["sent"], heardOtherwise: true },
      31,
      false,
      "over",
    ],
  ])("%s", (_, given, now, dead, step) => {
    expect(stepOf({ ...waiting, ...given }, seconds(now), dead)).toBe(step);
  });
});

describe("what an attempt means", () => {
  test("nobody can tell whether it was taken: once more, then no more", () => {
    expect(afterAttempt({ ...waiting, attempts: 1 }, unclear, 5)).toEqual({ what: "again", unclear: 1, due: 5 });
    expect(afterAttempt({ ...waiting, attempts: 2, unclear: 1 }, unclear, 5)).toEqual({
      what: "failed",
      code: "unclear:timeout",
    });
    expect(
      afterAttempt({ ...waiting, attempts: 2, unclear: 1 }, { outcome: "accepted", reference: "r" }, 5),
    ).toMatchObject({ what: "sent", detail: "maybe twice" });
  });

  test("surely not taken: again after growing pauses, with a next channel for 20 s only, else until it is void", () => {
    const tries = (fallback: "voice" | null): number => {
      let now = 0;
      for (let attempts = 1; attempts < 1_000; attempts += 1) {
        const after = afterAttempt({ ...waiting, fallback, attempts }, unreached, now);
        if (after.what !== "again") return now;
        now = after.due;
      }
      throw new Error("it never ends");
    };
    expect(tries("voice")).toBeLessThan(seconds(20));
    expect(tries("voice")).toBeGreaterThan(seconds(10));
    expect(tries(null)).toBeGreaterThan(seconds(50));
    expect(tries(null)).toBeLessThan(seconds(90));
  });

  test("held back, it waits as long as it is told to; refused, it fails at once", () => {
    const busy: Sent = { outcome: "later", code: "http-429", afterMs: 7_000, gatewayWell: true };
    expect(afterAttempt({ ...waiting, attempts: 1 }, busy, 0)).toMatchObject({ what: "again", due: 7_000 });
    expect(afterAttempt({ ...waiting, attempts: 1 }, refused, 0)).toEqual({ what: "failed", code: "no" });
  });
});

describe("a gateway's health", () => {
  test("five attempts without an answer and it is dead for 15 s, then one attempt tells", () => {
    const health = new GatewayHealth();
    const found = [1, 2, 3, 4, 5, 6].map((second) => health.note(unreached, seconds(second)));
    expect(found).toEqual([false, false, false, false, true, false]);
    expect(health.isDead(seconds(20))).toBe(true);
    expect(health.isDead(seconds(22))).toBe(false);
    health.note(unreached, seconds(22));
    expect(health.isDead(seconds(23))).toBe(true);
    health.note({ outcome: "accepted", reference: null }, seconds(30));
    expect(health.isDead(seconds(30))).toBe(false);
    health.note(unreached, seconds(31));
    expect(health.isDead(seconds(31))).toBe(false);
  });

  test("what it refuses or holds back shows that it lives; a clock set back does not keep it dead", () => {
    const health = new GatewayHealth();
    for (let i = 0; i < 9; i += 1) health.note(i % 3 === 0 ? refused : unclear, seconds(100));
    expect(health.isDead(seconds(100))).toBe(false);
    for (let i = 0; i < 5; i += 1) health.note(unclear, seconds(7_200));
    expect(health.isDead(seconds(7_201))).toBe(true);
    expect(health.isDead(0)).toBe(false);
  });
});

test("the provider's reports: a call that was picked up is delivered, a key is an answer, what is in between says nothing", () => {
  const facts = (report: Parameters<typeof readAliyun>[0]) =>
    readAliyun(report).map(({ fact, detail }) => [fact, detail]);
  expect(facts({ success: true, out_id: "a" })).toEqual([["delivered", null]]);
  expect(facts({ success: false, err_code: "MOBILE_NOT_ON_SERVICE" })).toEqual([
    ["failed", "gateway: MOBILE_NOT_ON_SERVICE"],
  ]);
  expect(facts({ call_id: "1^2", status_code: "200000" })).toEqual([["delivered", null]]);
  expect(facts({ call_id: "1^2", status_code: "200000", dtmf: "1" })).toEqual([["answered", "key 1"]]);
  expect(facts({ call_id: "1^2", status_code: "200003" })).toEqual([["failed", "gateway: 200003"]]);
  expect(facts({ call_id: "1^2", status_code: "300001" })).toEqual([]);
  expect(facts({})).toEqual([]);
});

test("a template's variables: the words without their link, cut to what fits, and the last part of the link", () => {
  expect(templateParams("有人被困，请到场：https://city.test/u/Ab_9-x", 70)).toEqual({
    text: "有人被困，请到场：",
    key: "Ab_9-x",
  });
  expect(templateParams("一二三四五六", 4)).toEqual({ text: "一二三…", key: "" });
});
