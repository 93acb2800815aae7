import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import { clockSettingList, putSettingBody } from "../../src/rooms/rescue/contract/settings.ts";
import { done, openReply } from "../../src/rooms/rescue/contract.ts";
import { type House, keyFor, must, startHouse } from "../support/house.ts";

/** A city gives itself its own clocks and thresholds. */
let house: House;
let city: string;
let officer: Awaited<ReturnType<House["person"]>>;
let today: string;

const lists = () => house.admin.get("/api/v1/rescue/settings", clockSettingList);
const wanted = (more: object = {}) => ({
  name: "crewAnswer",
  regionCode: city,
  value: 30,
  validFrom: today,
  source: "本市应急处置规程（试验）第三条",
  certainty: "published",
  ...more,
});
const put = (body: object, who = officer) => who.post("/api/v1/rescue/settings", body, putSettingBody);
/** How the first crew's ask of a new rescue stands after so long. */
async function firstAskAfter(n: number, wait: number): Promise<string> {
  const body = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
  const sent = { ...body, note: null, key: keyFor("call", n), liftId: house.lift(0).id };
  const { incidentId } = await house.admin.post("/api/v1/incidents", sent, openReply);
  await house.settle();
  await house.forward(wait);
  await house.settle();
  const { status } = must((await house.file(incidentId)).incident.asks[0], "ask");
  await house.admin.post(
    `/api/v1/incidents/${incidentId}/false-alarm`,
    { key: keyFor("false", n), reason: "误按" },
    done,
  );
  return status;
}

beforeAll(async () => {
  house = await startHouse();
  const lift = await house.admin.get(
    `/api/v1/lifts/${house.lift(0).id}`,
    z.looseObject({ lift: z.looseObject({ regionCode: z.string() }) }),
  );
  const [crew] = await house.crewsOf(house.lift(0).maintenanceUnit, true);
  await house.phoneOf(must(crew, "contracted crew"), house.lift(0).position);
  city = `${lift.lift.regionCode.slice(0, 4)}00`;
  officer = await house.person("settings-officer", "officer", { kind: "region", code: city });
  today = (await lists()).today;
});

test("a city's own clock holds for its rescues from its day on; the nation's stays on record", async () => {
  expect(await firstAskAfter(0, seconds(40))).toBe("asked");
  await put(wanted());
  expect(await firstAskAfter(1, seconds(40))).not.toBe("asked");
  const { settings } = await lists();
  const answers = settings.filter(({ name }) => name === "crewAnswer");
  expect(answers.map((row) => [row.regionCode, row.seconds, row.certainty])).toEqual([
    ["100000", 90, "own"],
    [city, 30, "published"],
  ]);
});

test("a day's figure may be corrected on the day, planned ahead, and both stand in the audit with their source", async () => {
  await put(wanted({ value: 45 }));
  await put(wanted({ name: "stormAlarms", value: 35, validFrom: `${Number(today.slice(0, 4)) + 1}-01-01` }));
  const { settings, values } = await lists();
  expect(settings.find((row) => row.name === "crewAnswer" && row.regionCode === city)?.seconds).toBe(45);
  expect(values.find((row) => row.name === "stormAlarms" && row.regionCode === city)?.value).toBe(35);
  const { rows } = await house.admin.get(
    "/api/v1/audit?act=rescue.setting-put",
    z.object({ rows: z.array(z.looseObject({ target: z.string(), detail: z.string() })) }),
  );
  expect(rows).toHaveLength(3);
  expect(rows[0]?.target).toBe(`region/${city}`);
  expect(JSON.parse(rows[0]?.detail ?? "")).toMatchObject({ name: "stormAlarms", value: 35 });
});

test.each<[string, object, string]>([
  ["the nation's own", { regionCode: "100000" }, "RESCUE_SETTING_NATIONAL"],
  ["another province's", { regionCode: "110000" }, "RESCUE_NOT_YOURS"],
  ["a region that is not there", { regionCode: "990199" }, "RESCUE_REGION_UNKNOWN"],
  ["an hour to answer", { value: 3_600 }, "RESCUE_SETTING_OUTSIDE"],
  ["yesterday", { validFrom: "2020-01-01" }, "RESCUE_SETTING_DAY"],
  ["a figure that nobody reads", { name: "weather" }, "400"],
  ["without a source", { source: " " }, "400"],
])("refused: %s", async (_name, more, code) => {
  const before = await lists();
  await expect(put(wanted(more))).rejects.toThrow(new RegExp(code));
  expect(await lists()).toEqual(before);
});

test("who sits at the desk sees them and may not change them; an officer proves who he is again after a while", async () => {
  const dispatcher = await house.person("settings-dispatcher", "dispatcher");
  await expect(put(wanted(), dispatcher)).rejects.toThrow(/403/);
  await house.forward(minutes(60));
  await expect(put(wanted())).rejects.toThrow(/IDENTITY_REAUTHENTICATE/);
  await officer.post("/api/v1/session/fresh", { password: "correct horse battery" }, z.unknown());
  await put(wanted());
});
