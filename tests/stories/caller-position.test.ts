import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { minutes } from "../../src/kernel/clock.ts";
import { regionList } from "../../src/rooms/identity/contract.ts";
import { liftsNearReply } from "../../src/rooms/lifts/contract.ts";
import { locatePage, locateState } from "../../src/rooms/rescue/contract/locate.ts";
import { callList } from "../../src/rooms/rescue/contract/phone-calls.ts";
import { type House, keyFor, must, startHouse } from "../support/house.ts";

/** Where a caller is: by the exchange, by a link to the caller's own phone; and what stands near. */
const secret = "the-exchange-and-we-know-it";
const publicUrl = "https://lifts.example.test";
let house: House;
beforeAll(async () => {
  house = await startHouse({ settings: { SP_PBX_SECRET: secret, SP_PUBLIC_URL: publicUrl } });
});

const day = 86_400_000;
const positionOf = (n: number) => must(house.lift(n).position, "position");
const near = (at: { lat: number; lon: number }, limit = 5) =>
  house.admin.get(`/api/v1/lifts/near?lat=${at.lat}&lon=${at.lon}&limit=${limit}`, liftsNearReply);

test("lifts near a point come the nearest first, and none from the other side of the world", async () => {
  const { lifts } = await near(positionOf(0));
  expect(lifts).toHaveLength(5);
  expect(lifts[0]?.metres).toBe(0);
  const metres = lifts.map((each) => each.metres);
  expect(metres).toEqual(metres.toSorted((a, b) => a - b));
  expect((await near({ lat: -33.9, lon: 151.2 })).lifts).toEqual([]);
});

test("a region's dispatcher is shown the lifts of the region only", async () => {
  const { regions } = await house.admin.get("/api/v1/regions", regionList);
  const empty = must(
    regions.find(
      ({ code }) =>
        code.length === 6 && !code.endsWith("00") && !house.lifts.some((lift) => lift.regionCode.startsWith(code)),
    ),
    "a district without lifts",
  );
  const api = await house.person("district", "dispatcher", { kind: "region", code: empty.code });
  const at = positionOf(0);
  const { lifts } = await api.get(`/api/v1/lifts/near?lat=${at.lat}&lon=${at.lon}&limit=30`, liftsNearReply);
  expect(lifts).toEqual([]);
});

const tell = (told: object) =>
  fetch(`${house.running.http}/api/v1/calls/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ callId: "c-1", at: house.clock.now(), ...told }),
  });

test("the exchange tells where the caller is: dispatchers see it, nobody else, and a day later it is gone", async () => {
  await tell({ event: "rang", caller: "13900000001", position: { lat: 31.2, lon: 121.4, metres: 60 } });
  await tell({ event: "answered" });
  const dispatcher = await house.person("sees", "dispatcher");
  const officer = await house.person("sees-not", "officer");
  const shown = async (api: typeof officer) => (await api.get("/api/v1/calls", callList)).calls[0]?.position;
  expect(await shown(dispatcher)).toEqual({ lat: 31.2, lon: 121.4, metres: 60 });
  expect(await shown(officer)).toBeNull();
  await house.forward(day + minutes(61));
  // Sessions of people are over by then.
  expect(await shown(house.admin)).toBeNull();
});

test("a link asks the caller's phone: once for one press, half an hour, the more exact counts, deleted after a day", async () => {
  const body = { key: keyFor("locate", 1), phone: "13900000002" };
  const asked = await house.admin.post("/api/v1/locate", body, locateState);
  expect((await house.admin.post("/api/v1/locate", body, locateState)).id).toBe(asked.id);
  const notices = z.object({ notices: z.array(z.looseObject({ purpose: z.string(), body: z.string() })) });
  const sent = (await house.admin.get("/api/v1/outbox", notices)).notices.filter(
    ({ purpose }) => purpose === "locate-caller",
  );
  expect(sent).toHaveLength(1);
  const token = must(/\/w\/([\w-]+)/.exec(must(sent[0], "SMS").body)?.[1], "token");
  const url = `/api/v1/public/locate/${token}`;
  expect(await house.admin.get(url, locatePage)).toMatchObject({ open: true, told: false });
  await house.admin.post(url, { lat: 31.2, lon: 121.4, metres: 30 }, locatePage);
  await house.restart();
  await house.admin.post(url, { lat: 31.3, lon: 121.5, metres: 900 }, locatePage);
  const state = await house.admin.get(`/api/v1/locate/${asked.id}`, locateState);
  expect(state.position).toEqual({ lat: 31.2, lon: 121.4, metres: 30 });
  await house.forward(minutes(31));
  await expect(house.admin.post(url, { lat: 1, lon: 1, metres: 1 }, locatePage)).rejects.toThrow(/RESCUE_LINK_OVER/);
  await house.forward(day + minutes(61));
  await expect(house.admin.get(url, locatePage)).rejects.toThrow(/NOT_FOUND/);
});
