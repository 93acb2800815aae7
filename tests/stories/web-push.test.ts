import { statSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { pushKey } from "../../src/rooms/rescue/contract/push.ts";
import { type NoticeRow, openReply } from "../../src/rooms/rescue/contract.ts";
import { type House, keyFor, must, type Phone, startHouse } from "../support/house.ts";
import { makePhone, openPushService, vapidOf } from "../support/push-server.ts";

/** A crew's phones are told while their page is shut, by a push service of this test that opens what it gets by the standard. */
const anything = z.unknown();
let house: House;
let service: Awaited<ReturnType<typeof openPushService>>;
let crew: Phone;
let other: Phone;
const answers = new Map<string, number>();
let n = 0;

beforeAll(async () => {
  service = await openPushService((path) => answers.get(path) ?? 201);
  house = await startHouse({ settings: { SP_PUSH_HOSTS: service.origin } });
  // Only one crew is asked: the other's phone must hear nothing.
  await sql`update rescue.setting set value = 0 where name = 'secondCrew'`.execute(house.running.platform.database.db);
  const lift = house.lift(0);
  const [own] = await house.crewsOf(lift.maintenanceUnit, true);
  const [foreign] = await house.crewsOf(lift.maintenanceUnit, false);
  crew = await house.phoneOf(must(own, "crew"), lift.position);
  other = await house.phoneOf(must(foreign, "other crew"), { lat: 0, lon: 160 });
});
afterAll(() => service.close());

const subscribe = (phone: Phone, endpoint: string, keys = makePhone().keys) =>
  phone.api.post("/api/v1/field/push", { endpoint, keys }, anything);
async function alarm(): Promise<string> {
  const call = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
  const sent = { ...call, note: null, key: keyFor("push", ++n), liftId: house.lift(0).id };
  const { incidentId } = await house.admin.post("/api/v1/incidents", sent, openReply);
  await house.settle();
  return incidentId;
}
const falseAlarm = (id: string) =>
  house.admin.post(`/api/v1/incidents/${id}/false-alarm`, { key: keyFor("push-false", ++n), reason: "误按" }, anything);
const noticesOf = async (id: string): Promise<readonly NoticeRow[]> =>
  (await house.file(id)).notices.filter(({ purpose }) => purpose === "crew-asked");
const pushOf = async (id: string) =>
  must(
    (await noticesOf(id)).find(({ channel }) => channel === "push"),
    "push",
  );
const phones = async () =>
  (
    await sql<{ n: number }>`select count(*)::int as n from platform.push_subscription`.execute(
      house.running.platform.database.db,
    )
  ).rows[0]?.n;

test("addresses of anybody but push services are refused: this server calls nobody else", async () => {
  for (const endpoint of [
    "https://10.0.0.1/x",
    "https://localhost/x",
    "http://fcm.googleapis.com/x",
    "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com.evil.test/x",
    "https://evil-push.apple.com.test/x",
    "https://user:pw@web.push.apple.com/x",
    "http://127.0.0.1:1/x",
  ])
    await expect(subscribe(crew, endpoint)).rejects.toMatchObject({ code: "RESCUE_PUSH_HOST" });
  expect(await phones()).toBe(0);
});

test("without a phone that wants it nothing goes by push; SMS and live as before", async () => {
  const id = await alarm();
  const ways = (await noticesOf(id)).map(({ channel }) => channel);
  expect(ways).toContain("live");
  expect(ways).not.toContain("push");
  await falseAlarm(id);
});

test("both phones of a crew get it encrypted for them alone, signed by this installation; one that is gone is let go", async () => {
  const [first, second] = [makePhone(), makePhone()];
  await subscribe(crew, `${service.origin}/first`, first.keys);
  await subscribe(crew, `${service.origin}/second`, second.keys);
  await subscribe(crew, `${service.origin}/gone`);
  await subscribe(other, `${service.origin}/other`);
  answers.set("/gone", 410);
  const id = await alarm();
  const notice = await pushOf(id);
  const at = (path: string) =>
    must(
      service.taken.find((each) => each.path === path),
      path,
    );
  expect(first.open(at("/first").body)).toEqual({ notice: notice.id });
  expect(second.open(at("/second").body)).toEqual({ notice: notice.id });
  expect(() => second.open(at("/first").body)).toThrow();
  expect(service.taken.map(({ path }) => path)).not.toContain("/other");
  const { publicKey } = await crew.api.get("/api/v1/field/push", pushKey);
  const { headers } = at("/first");
  expect(vapidOf(String(headers.authorization), service.origin)).toEqual({ signed: true, key: publicKey });
  expect(headers["content-encoding"]).toBe("aes128gcm");
  expect(headers.urgency).toBe("high");
  expect(Number(headers.ttl)).toBeGreaterThan(0);
  expect(notice.facts.map(({ fact }) => fact)).toEqual(["sent"]);
  expect(await phones()).toBe(3);
  // Another crew's phone cannot say that it was shown; the crew's own can.
  await other.api.post("/api/v1/field/push/shown", { notice: notice.id }, anything);
  expect((await pushOf(id)).facts.map(({ fact }) => fact)).toEqual(["sent"]);
  await crew.api.post("/api/v1/field/push/shown", { notice: notice.id }, anything);
  expect((await pushOf(id)).facts.map(({ fact }) => fact)).toEqual(["sent", "delivered"]);
  await falseAlarm(id);
});

test("where no phone takes it, it has failed and stands in the outbox; the SMS was asked beside it all the time", async () => {
  for (const path of ["/first", "/second"]) answers.set(path, 404);
  const id = await alarm();
  const notice = await pushOf(id);
  expect(notice.facts).toMatchObject([{ fact: "failed", detail: "gateway: no-phone" }]);
  expect(await phones()).toBe(1);
  const sms = (await noticesOf(id)).find(({ channel }) => channel === "sms");
  expect(sms?.askedAt).toBe(notice.askedAt);
  await falseAlarm(id);
});

test("a phone that wants no more gets none, and the pair of keys is its owner's alone", async () => {
  await subscribe(crew, `${service.origin}/third`);
  await crew.api.post("/api/v1/field/push/end", { endpoint: `${service.origin}/third` }, anything);
  expect(await phones()).toBe(1);
  const file = join(house.database.dataDir, "secrets", "web-push-keys");
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
