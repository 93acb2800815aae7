import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type AbilityBody, crewAbility, crewAbilityList } from "../../src/rooms/crews/contract.ts";
import { candidateList, done, openReply } from "../../src/rooms/rescue/contract.ts";
import { answerTo, type CrewQuestion } from "../../src/rooms/rescue/model/crew-fit.ts";
import { type House, keyFor, must, startHouse } from "../support/house.ts";

/** What crews say of themselves decides who is asked, and nobody is left without a crew by it. */
let house: House;
let n = 0;
let near: string;
let far: string;

const nothing: Omit<AbilityBody, "version"> = {
  skills: [],
  brands: [],
  kit: [],
  hours: null,
  agreement: { no: "", from: null, to: null },
  members: [],
};
const list = () => house.admin.get("/api/v1/crew-abilities", crewAbilityList);
const abilityOf = async (crewId: string) =>
  must(
    (await list()).crews.find((each) => each.crewId === crewId),
    "crew",
  );
async function say(crewId: string, part: Partial<AbilityBody>) {
  const { version } = (await abilityOf(crewId)).ability;
  return house.admin.post(`/api/v1/crews/${crewId}/ability`, { ...nothing, version, ...part }, crewAbility);
}
async function open(): Promise<string> {
  const call = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
  const sent = { ...call, note: null, key: keyFor("ability", ++n), liftId: house.lift(0).id };
  const { incidentId } = await house.admin.post("/api/v1/incidents", sent, openReply);
  await house.settle();
  return incidentId;
}
const falseAlarm = (id: string) =>
  house.admin.post(`/api/v1/incidents/${id}/false-alarm`, { key: keyFor("ability-false", ++n), reason: "误按" }, done);
const firstAsk = async (id: string) => must((await house.file(id)).incident.asks[0], "ask");

beforeAll(async () => {
  house = await startHouse();
  const lift = house.lift(0);
  const at = must(lift.position, "position");
  const [one, two] = await house.crewsOf(lift.maintenanceUnit, true);
  near = (await house.phoneOf(must(one, "crew"), at)).crewId;
  far = (await house.phoneOf(must(two, "second crew"), { lat: at.lat + 0.004, lon: at.lon })).crewId;
});

test("where nothing is written down the nearest is asked, and its factors are told as unknown", async () => {
  const id = await open();
  const ask = await firstAsk(id);
  expect(ask.crewId).toBe(near);
  expect(ask.why.fit).toMatchObject({ unfit: [], addedSeconds: 0, exception: false, passedOver: 0 });
  await falseAlarm(id);
});

test("a crew that only knows escalators is passed over; the desk sees why, and the question is kept with the ask", async () => {
  await say(near, { skills: ["escalator"] });
  await say(far, { skills: ["traction"], kit: ["door-key"], brands: ["没有这个品牌"] });
  const id = await open();
  const ask = await firstAsk(id);
  expect(ask).toMatchObject({ crewId: far, why: { fit: { passedOver: 1, unfit: [] } } });
  const { candidates } = await house.admin.get(`/api/v1/incidents/${id}/candidates`, candidateList);
  const seen = must(
    candidates.find(({ crewId }) => crewId === near),
    "near crew",
  );
  expect(seen.why.fit?.unfit).toEqual(["skill"]);
  expect(candidates.findIndex(({ crewId }) => crewId === near)).toBeGreaterThan(
    candidates.findIndex(({ crewId }) => crewId === far),
  );
  const event = (await house.file(id)).timeline.find(({ type }) => type === "CrewAsked");
  const question = event?.data.question as CrewQuestion;
  expect(question.options.length).toBeGreaterThan(1);
  expect(answerTo(question)).toBe(far);
  await falseAlarm(id);
});

test("where nobody fits, somebody is asked all the same, and it says that it is an exception", async () => {
  for (const { crewId } of (await list()).crews) await say(crewId, { skills: ["escalator"] });
  const id = await open();
  expect(await firstAsk(id)).toMatchObject({ crewId: near, why: { fit: { exception: true, unfit: ["skill"] } } });
  await falseAlarm(id);
  for (const { crewId } of (await list()).crews) await say(crewId, {});
});

test("an agreement that has ended and a certificate that has run out are told on the page", async () => {
  const station = must(
    (await list()).crews.find(({ kind }) => kind === "station"),
    "station",
  );
  const { today } = await list();
  const ended = await say(station.crewId, { agreement: { no: "协-1", from: "2024-01-01", to: "2024-12-31" } });
  expect(ended.warnings).toEqual(["agreement-expired"]);
  const person = await house.admin.post(
    "/api/v1/people",
    { name: "丙技师", organisationId: station.organisationId, position: null },
    z.looseObject({ id: z.uuid() }),
  );
  const held = await say(station.crewId, { members: [person.id] });
  expect(held.warnings).toEqual(["no-valid-certificate"]);
  expect(held.ability.members).toMatchObject([{ name: "丙技师", paper: "none" }]);
  await house.admin.post(
    `/api/v1/people/${person.id}/certificates`,
    { kind: "T", number: "T-0001", issuer: null, validFrom: null, validTo: today },
    z.unknown(),
  );
  const soon = await abilityOf(station.crewId);
  expect(soon.warnings).toEqual(["certificate-soon"]);
});

test("two who change the same crew see each other, and people of another unit are refused", async () => {
  const { version } = (await abilityOf(near)).ability;
  await say(near, { kit: ["lamp"] });
  const stale = house.admin.post(`/api/v1/crews/${near}/ability`, { ...nothing, version }, crewAbility);
  await expect(stale).rejects.toMatchObject({ code: "CREWS_CHANGED_MEANWHILE" });
  const station = must(
    (await list()).crews.find(({ kind }) => kind === "station"),
    "station",
  );
  const [member] = (await abilityOf(station.crewId)).ability.members;
  const foreign = say(near, { members: [must(member, "member").personId] });
  await expect(foreign).rejects.toMatchObject({ code: "CREWS_MEMBER_UNKNOWN" });
});
