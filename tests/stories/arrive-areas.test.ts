import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { minutes } from "../../src/kernel/clock.ts";
import { areaRule, areaRuleList } from "../../src/rooms/rescue/contract/arrive-areas.ts";
import { clockSettingList } from "../../src/rooms/rescue/contract/settings.ts";
import { done, openReply } from "../../src/rooms/rescue/contract.ts";
import { type House, keyFor, must, startHouse } from "../support/house.ts";
import { jsonOf, sp } from "../support/sp.ts";

/** 杭州 30: half an hour inside of the built-up area, an hour elsewhere; and what then follows from the time that applied. */
let house: House;
let city: string;
let officer: Awaited<ReturnType<House["person"]>>;
let today: string;
let inside: number;
let outside: number;
let n = 0;

const ring = (west: number, south: number, east: number, north: number): number[][] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
const body = (coordinates: number[][][], more: object = {}) => ({
  regionCode: city,
  validFrom: today,
  outsideSeconds: 3_600,
  coordinates: "WGS84",
  source: "示范市电梯安全管理条例第三十条",
  certainty: "published",
  areas: {
    type: "FeatureCollection",
    features: [
      { type: "Feature", properties: { name: "建成区", seconds: 1_800 }, geometry: { type: "Polygon", coordinates } },
    ],
  },
  ...more,
});
const put = (sent: object, who = officer) => who.post("/api/v1/rescue/arrive-areas", sent, areaRule);

async function open(where: { liftId: string } | { place: string }): Promise<string> {
  n += 1;
  const call = { liftId: null, rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null };
  const sent = { ...call, vulnerable: false, note: null, key: keyFor("areas", n), ...where };
  return (await house.admin.post("/api/v1/incidents", sent, openReply)).incidentId;
}
const limitOf = async (id: string) => must((await house.file(id)).incident.arriveLimit, "limit");
const falseAlarm = (id: string) =>
  house.admin.post(`/api/v1/incidents/${id}/false-alarm`, { key: keyFor("areas-false", ++n), reason: "误按" }, done);
const counted = async (metric: string) => {
  const shape = z.looseObject({ counts: z.array(z.object({ metric: z.string(), value: z.number() })) });
  const from = house.clock.now() - minutes(60 * 24);
  const { counts } = await house.admin.get(`/api/v1/numbers?from=${from}&to=${house.clock.now() + 1}`, shape);
  return must(
    counts.find((each) => each.metric === metric),
    metric,
  ).value;
};

beforeAll(async () => {
  house = await startHouse();
  const shape = z.looseObject({ lift: z.looseObject({ regionCode: z.string() }) });
  const { lift } = await house.admin.get(`/api/v1/lifts/${house.lift(0).id}`, shape);
  city = `${lift.regionCode.slice(0, 4)}00`;
  officer = await house.person("area-officer", "officer", { kind: "region", code: city });
  today = (await house.admin.get("/api/v1/rescue/settings", clockSettingList)).today;
  // The westernmost lift alone lies in the built-up area.
  const byLon = house.lifts
    .map((each, i) => ({ i, lon: must(each.position, "position").lon }))
    .sort((a, b) => a.lon - b.lon);
  inside = must(byLon[0], "lift").i;
  outside = must(byLon.at(-1), "lift").i;
});

test("before a city has areas the nation's time counts, with its clause", async () => {
  const id = await open({ liftId: house.lift(inside).id });
  expect(await limitOf(id)).toMatchObject({ seconds: 1_800, rule: "region", regionCode: "100000" });
  expect((await limitOf(id)).source).toContain("T5002");
  await falseAlarm(id);
});

test("an officer brings the city's areas; what is no outline is refused, and so is another's city", async () => {
  const { lat, lon } = must(house.lift(inside).position, "position");
  const around = ring(lon - 0.0005, lat - 0.0005, lon + 0.0005, lat + 0.0005);
  await expect(put(body([around.slice(0, -1)]))).rejects.toMatchObject({ code: "RESCUE_AREA_RING" });
  await expect(put(body([around], { validFrom: "2020-01-01" }))).rejects.toMatchObject({ code: "RESCUE_SETTING_DAY" });
  await expect(put(body([around], { regionCode: "310100" }))).rejects.toMatchObject({ code: "RESCUE_NOT_YOURS" });
  await put(body([around]));
  const { rules } = await house.admin.get("/api/v1/rescue/arrive-areas", areaRuleList);
  expect(rules).toMatchObject([{ regionCode: city, areas: [{ name: "建成区", seconds: 1_800 }], givenIn: "WGS84" }]);
});

test("inside, outside, and where nobody knows the place: decided at the opening, kept with its clause", async () => {
  const [within, beyond, unknown] = [
    await open({ liftId: house.lift(inside).id }),
    await open({ liftId: house.lift(outside).id }),
    await open({ place: "不知何处的一台电梯" }),
  ];
  expect(await limitOf(within)).toMatchObject({ seconds: 1_800, rule: "area", area: "建成区" });
  expect(await limitOf(beyond)).toMatchObject({ seconds: 3_600, rule: "outside-areas" });
  expect((await limitOf(beyond)).source).toBe("示范市电梯安全管理条例第三十条");
  // The call was taken in the nation's name: its region has no areas, the strictest that holds there counts.
  expect((await limitOf(unknown)).seconds).toBe(1_800);
  for (const id of [within, beyond, unknown]) await falseAlarm(id);
});

test("outside, a crew that takes forty minutes is not late; the clock and the figures go by the time that applied", async () => {
  const lift = house.lift(outside);
  const [crew] = await house.crewsOf(lift.maintenanceUnit, true);
  const phone = await house.phoneOf(must(crew, "crew"), lift.position);
  const before = { alarm: await counted("late-from-alarm"), receipt: await counted("late-from-receipt") };
  const id = await open({ liftId: lift.id });
  await house.settle();
  const ask = must((await house.file(id)).incident.asks[0], "ask");
  const act = (what: string, more: object = {}) =>
    phone.api.post(`/api/v1/field/asks/${ask.askId}/${what}`, { key: keyFor(what, ++n), ...more }, done);
  await act("accept");
  const accepted = must((await house.file(id)).incident.asks[0], "ask");
  expect(must(accepted.arriveBy, "limit") - must(accepted.answeredAt, "answer")).toBe(minutes(60));
  for (let i = 0; i < 40; i += 1) await house.forward(minutes(1));
  expect((await house.file(id)).incident.asks[0]?.status).toBe("accepted");
  await act("arrived", { position: null });
  expect(await counted("late-from-alarm")).toBe(before.alarm);
  expect(await counted("late-from-receipt")).toBe(before.receipt);
  expect(await counted("arrived-later")).toBeGreaterThan(0);
});

test("`sp import arrive-areas` brings the same from one file, and says in a sentence what is wrong with another", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sp-areas-"));
  const bring = async (text: string, ...more: string[]) => {
    const file = join(folder, "areas.geojson");
    await writeFile(file, text);
    return sp(["import", "arrive-areas", file, ...more], { SP_DATA_DIR: house.database.dataDir });
  };
  const { areas, ...rest } = body([ring(121, 31, 121.2, 31.2)], { outsideSeconds: 2_700 });
  const brought = await bring(JSON.stringify({ ...areas, ...rest }), "--json");
  expect(jsonOf<{ outsideSeconds: number }>(brought).outsideSeconds).toBe(2_700);
  const { rules } = await house.admin.get("/api/v1/rescue/arrive-areas", areaRuleList);
  expect(rules.find(({ regionCode, validFrom }) => regionCode === city && validFrom === today)?.outsideSeconds).toBe(
    2_700,
  );
  const wrong = await bring("建成区");
  expect([wrong.code, wrong.err + wrong.out]).toEqual([1, expect.stringContaining("FeatureCollection")]);
  await rm(folder, { recursive: true });
});
