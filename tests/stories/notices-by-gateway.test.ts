import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { bearer, createApi } from "../../sim/api.ts";
import { seconds } from "../../src/kernel/clock.ts";
import { type NoticeRow, noticeList, openReply } from "../../src/rooms/rescue/contract.ts";
import { aliyunKey, type GatewayServer, openGateway } from "../support/gateway-server.ts";
import { type House, keyFor, must, startHouse } from "../support/house.ts";

/** SMS by Alibaba Cloud's interface, voice by the generic one, both played by a server of this test that checks what it gets. */
const secret = "reports-secret-0123456789abcdef";
const bearerOfVoice = "what-the-voice-gateway-wants";
let house: House;
let sms: GatewayServer;
let voice: GatewayServer;
let next = 0;

beforeAll(async () => {
  [sms, voice] = [await openGateway(), await openGateway()];
  voice.manner = { status: 202, body: { reference: "call-7" } };
  house = await startHouse({
    lifts: 100,
    settings: {
      SP_PUBLIC_URL: "https://lifts.example.test",
      SP_SMS_GATEWAY: "aliyun",
      SP_SMS_URL: sms.url,
      SP_SMS_KEY_ID: aliyunKey.id,
      SP_SMS_SECRET: aliyunKey.secret,
      SP_SMS_SIGN_NAME: "升平救援",
      SP_SMS_TEMPLATES: "SMS_1,use-unit-asked=SMS_2",
      SP_VOICE_GATEWAY: "generic",
      SP_VOICE_URL: `${voice.url}/calls`,
      SP_VOICE_SECRET: bearerOfVoice,
      SP_NOTICE_REPORT_SECRET: secret,
    },
  });
  for (const name of (await house.crewsOf(null, false)).slice(0, 16))
    await house.phoneOf(name, must(house.lift(0).position, "position"));
});
afterAll(async () => {
  await sms.close();
  await voice.close();
});

async function call(n: number): Promise<string> {
  next += 1;
  const body = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
  const opened = await house.admin.post(
    "/api/v1/incidents",
    { ...body, note: null, key: keyFor("gateway", next), liftId: house.lift(n).id },
    openReply,
  );
  await house.settle();
  return opened.incidentId;
}
const noticesOf = async (id: string): Promise<readonly NoticeRow[]> =>
  (await house.admin.get("/api/v1/outbox", noticeList)).notices.filter(({ subject }) => subject === `rescue/${id}`);
const find = (notices: readonly NoticeRow[], purpose: string, channel: string): NoticeRow =>
  must(
    notices.find((notice) => notice.purpose === purpose && notice.channel === channel),
    `${purpose} by ${channel}`,
  );
const factsOf = ({ facts }: NoticeRow) => facts.map(({ fact }) => fact);
const sent = ({ id }: NoticeRow) => sms.taken.filter(({ query }) => query.OutId === id);
const called = ({ id }: NoticeRow) => voice.taken.filter(({ headers }) => headers["idempotency-key"] === id);
const report = (body: object, given: string) =>
  createApi(house.running.http, bearer(given)).post("/api/v1/notices/reports", body, z.object({ taken: z.number() }));
const reportAliyun = (body: object, given = secret) =>
  createApi(house.running.http, () => ({})).post(
    `/api/v1/notices/reports/aliyun/${given}`,
    body,
    z.object({ code: z.number(), msg: z.string() }),
  );

describe("tellings leave by a gateway", () => {
  test("signed as published, with the template of the purpose; a report makes it delivered, a key pressed answers", async () => {
    const id = await call(0);
    const unit = find(await noticesOf(id), "use-unit-asked", "sms");
    expect(factsOf(unit)).toEqual(["sent"]);
    const [request, ...more] = sent(unit);
    expect(more).toEqual([]);
    expect(request?.signedRight).toBe(true);
    expect(request?.headers["x-acs-action"]).toBe("SendSms");
    expect(request?.query).toMatchObject({
      SignName: "升平救援",
      TemplateCode: "SMS_2",
      PhoneNumbers: unit.recipient.replace(/\D/g, ""),
    });
    const params = JSON.parse(request?.query.TemplateParam ?? "{}");
    expect(params.text).not.toContain("http");
    expect(unit.body).toContain(`/u/${params.key}`);
    expect(sent(find(await noticesOf(id), "crew-asked", "sms"))[0]?.query.TemplateCode).toBe("SMS_1");

    const one = { phone_number: "x", success: true, err_code: "DELIVERED", biz_id: "900^0", out_id: unit.id };
    await expect(reportAliyun([one], "wrong-secret-0123456789abcdef")).rejects.toMatchObject({
      code: "NOTICE_REPORTER_UNKNOWN",
    });
    expect((await reportAliyun([one])).code).toBe(0);
    expect((await reportAliyun([one, { ...one, out_id: "not ours", biz_id: "?" }])).code).toBe(0);
    expect(factsOf(find(await noticesOf(id), "use-unit-asked", "sms"))).toEqual(["sent", "delivered"]);

    const spoken = find(await noticesOf(id), "use-unit-asked", "voice");
    expect(called(spoken)).toHaveLength(1);
    expect(called(spoken)[0]?.headers.authorization).toBe(`Bearer ${bearerOfVoice}`);
    expect(JSON.parse(called(spoken)[0]?.body ?? "")).toMatchObject({
      id: spoken.id,
      to: spoken.recipient,
      channel: "voice",
    });
    const pressed = { reports: [{ id: spoken.id, fact: "answered", key: "1" }] };
    await expect(report(pressed, "wrong-secret-0123456789abcdef")).rejects.toMatchObject({
      code: "NOTICE_REPORTER_UNKNOWN",
    });
    expect(await report(pressed, secret)).toEqual({ taken: 1 });
    expect(find(await noticesOf(id), "use-unit-asked", "voice").facts.at(-1)).toMatchObject({
      fact: "answered",
      detail: "key 1",
    });
  });

  test("a crew that has not looked and whose message nobody reports is called after half a minute", async () => {
    const id = await call(1);
    const asked = find(await noticesOf(id), "crew-asked", "sms");
    await house.forward(seconds(29));
    expect((await noticesOf(id)).some((each) => each.purpose === "crew-asked" && each.channel === "voice")).toBe(false);
    await house.forward(seconds(2));
    const spoken = find(await noticesOf(id), "crew-asked", "voice");
    expect(spoken).toMatchObject({ recipient: asked.recipient, body: asked.body });
    expect(called(spoken)).toHaveLength(1);
  });

  test("an undeliverable message, and one that is refused, go by voice at once", async () => {
    sms.next.push({ status: 200, body: { Code: "isv.BUSINESS_LIMIT_CONTROL" } });
    sms.manner = { status: 200, body: { Code: "isv.BUSINESS_LIMIT_CONTROL" } };
    const id = await call(2);
    const asked = find(await noticesOf(id), "crew-asked", "sms");
    expect(asked.facts).toMatchObject([{ fact: "failed", detail: "gateway: isv.BUSINESS_LIMIT_CONTROL, next: voice" }]);
    expect(sent(asked)).toHaveLength(1);
    expect(called(find(await noticesOf(id), "crew-asked", "voice"))).toHaveLength(1);
    sms.manner = { status: 200, body: { Code: "OK", BizId: "901^0" } };
    sms.next.length = 0;
  });

  test("held back (429), it is tried again after the time that was named; a cut connection is tried once more and said so", async () => {
    sms.manner = { status: 429, body: { Code: "Throttling.User" }, retryAfter: 3 };
    const id = await call(3);
    const unit = async () => find(await noticesOf(id), "use-unit-asked", "sms");
    expect(factsOf(await unit())).toEqual([]);
    sms.manner = { status: 200, body: { Code: "OK", BizId: "902^0" } };
    await house.forward(seconds(2));
    expect(sent(await unit())).toHaveLength(1);
    await house.forward(seconds(2));
    expect(sent(await unit())).toHaveLength(2);
    expect((await unit()).facts).toMatchObject([{ fact: "sent", detail: null }]);

    sms.manner = "drop";
    voice.manner = { status: 200, body: {} };
    const cut = await call(4);
    const unclear = find(await noticesOf(cut), "use-unit-asked", "sms");
    expect(unclear.facts).toMatchObject([{ fact: "failed" }]);
    expect(unclear.facts[0]?.detail).toContain("unclear");
    expect(sent(unclear)).toHaveLength(2);
    sms.manner = { status: 200, body: { Code: "OK", BizId: "903^0" } };
    await house.forward(seconds(20));
    // Its first answer after the silence shows that it lives.
    await call(9);
    sms.next.push("drop");
    const all = (await noticesOf(await call(5))).filter(({ channel }) => channel === "sms");
    const twice = must(
      all.find((notice) => sent(notice).length === 2),
      "message that was sent twice",
    );
    expect(twice.facts).toMatchObject([{ fact: "sent", detail: "maybe twice" }]);
  });

  test("the SMS gateway is dead (hangs): the crew is called within its time to answer, and no telling is sent a third time", {
    timeout: 60_000,
  }, async () => {
    sms.manner = "hang";
    const at = house.clock.now();
    const began = performance.now();
    const id = await call(6);
    const waited = performance.now() - began;
    const notices = await noticesOf(id);
    const asked = find(notices, "crew-asked", "sms");
    expect(asked.facts[0]).toMatchObject({ fact: "failed" });
    expect(asked.facts[0]?.detail).toContain("next: voice");
    expect(sent(asked).length).toBeLessThanOrEqual(2);
    expect(called(find(notices, "crew-asked", "voice"))).toHaveLength(1);
    // Of the 90 s: twice the 5 s that an answer may take, and not more of the house's own clock.
    expect(waited).toBeLessThan(30_000);
    expect(house.clock.now() - at).toBe(0);
    // Known to be dead, it holds up nobody any more.
    await call(7);
    const quick = performance.now();
    const other = find(await noticesOf(await call(8)), "crew-asked", "sms");
    expect(performance.now() - quick).toBeLessThan(4_000);
    expect(other.facts[0]?.detail).toBe("gateway: dead, next: voice");
    expect(sent(other)).toEqual([]);
    // It lives again: a try after the rest finds it, and what waited goes.
    sms.manner = { status: 200, body: { Code: "OK", BizId: "904^0" } };
    await house.forward(seconds(16));
    await house.forward(seconds(16));
    expect(factsOf(find(await noticesOf(other.subject.slice(7)), "use-unit-asked", "sms"))).toEqual(["sent"]);
  });
});
