import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { bearer, createApi } from "../../sim/api.ts";
import { partnerIncidentReply, reportReply } from "../../src/rooms/rescue/contract/reports.ts";
import { done, numbers, openReply } from "../../src/rooms/rescue/contract.ts";
import { type House, keyFor, must, startHouse } from "../support/house.ts";

/** However an alarm comes, one emergency is one incident; its source is seen and counted. */
let house: House;
const secrets = { "110": "the-police-and-we-know-it", "12345": "the-hotline-and-we-know-it" };
beforeAll(async () => {
  const settings = {
    SP_PARTNER_SECRETS: Object.entries(secrets)
      .map((pair) => pair.join("="))
      .join(","),
  };
  house = await startHouse({ settings });
});

const partner = (service: keyof typeof secrets) => createApi(house.running.http, bearer(secrets[service]));
const handOver = (service: keyof typeof secrets, caseNo: string, more: object) =>
  partner(service).post("/api/v1/partner/incidents", { caseNo, ...more }, partnerIncidentReply);
const over = (id: string) =>
  house.admin.post(`/api/v1/incidents/${id}/false-alarm`, { key: keyFor("over", id), reason: "测试" }, done);
const byNo = async (no: string) =>
  must(
    (await house.incidents("all")).find((each) => each.no === no),
    no,
  );
let calls = 0;
async function call(more: object) {
  calls += 1;
  const body = {
    rescueCode: null,
    place: null,
    callerPhone: null,
    persons: null,
    injured: null,
    vulnerable: false,
    note: null,
  };
  const sent = { ...body, key: keyFor("source-call", calls), liftId: null, ...more };
  return house.admin.post("/api/v1/incidents", sent, openReply);
}
const counted = async (metric: string) =>
  must(
    (await house.admin.get(`/api/v1/numbers?from=0&to=${house.clock.now() + 1}`, numbers)).counts.find(
      (each) => each.metric === metric,
    ),
    metric,
  ).value;

test("a partner's number is one alarm: by its system, again, by the dispatcher, after a restart", async () => {
  const { rescueCode } = house.lift(0);
  const first = await handOver("110", "P-1", {
    rescueCode,
    persons: 2,
    hazards: ["fire"],
    phone: "110",
    spoke: "接警员 8 号",
  });
  expect(first.joined).toBe(false);
  await house.restart();
  expect(await handOver("110", "P-1", { rescueCode })).toMatchObject({ no: first.no, joined: true });
  const from = { service: "110", caseNo: "P-1", spoke: null, phone: null };
  expect(await call({ place: "别的地方", from })).toMatchObject({ no: first.no, joined: true });
  const row = await byNo(first.no);
  expect(row).toMatchObject({ source: "110", alarms: 1, persons: 2, hazards: ["fire"] });
  expect(row.outside.map(({ service }) => service)).toEqual(["119"]);
  const file = await house.file(row.id);
  expect(file.alarms.map(({ handedOver }) => handedOver)).toEqual([
    { service: "110", caseNo: "P-1", spoke: "接警员 8 号", phone: "110" },
  ]);
  await over(row.id);
  expect(await partner("110").get("/api/v1/partner/incidents/P-1", partnerIncidentReply)).toMatchObject({
    stage: "closed",
  });
});

test("each partner speaks for itself alone: another's number is another case, and without a secret the door is shut", async () => {
  await expect(partner("12345").get("/api/v1/partner/incidents/P-1", partnerIncidentReply)).rejects.toThrow(
    /404|NOT_FOUND/,
  );
  const stranger = createApi(house.running.http, bearer("nobody-has-given-me-this"));
  await expect(stranger.post("/api/v1/partner/incidents", { caseNo: "X" }, z.any())).rejects.toThrow(
    /RESCUE_PARTNER_UNKNOWN/,
  );
  await expect(handOver("12345", "H-0", {})).rejects.toThrow(/RESCUE_PLACE_MISSING/);
  const hotline = await handOver("12345", "P-1", {
    place: "西溪路商场 2 号扶梯旁电梯",
    position: { lat: 31.21, lon: 121.41 },
  });
  expect(hotline.joined).toBe(false);
  const row = await byNo(hotline.no);
  expect(row).toMatchObject({ source: "12345", position: { lat: 31.21, lon: 121.41 } });
  await over(row.id);
});

test("the same lift by hotline, crew and property: three alarms, one incident", async () => {
  const lift = house.lift(1);
  const opened = await handOver("12345", "H-7", { liftCode: lift.registerCode });
  const [name] = await house.crewsOf(lift.maintenanceUnit, true);
  const phone = await house.phoneOf(must(name, "crew"), lift.position);
  const body = { key: keyFor("crew", "1"), rescueCode: lift.rescueCode, place: null, at: house.clock.now() - 60_000 };
  expect(await phone.api.post("/api/v1/field/reports", body, reportReply)).toEqual({ no: opened.no, joined: true });
  expect(await phone.api.post("/api/v1/field/reports", body, reportReply)).toEqual({ no: opened.no, joined: true });
  const unit = await organisationOf(lift.useUnit);
  const manager = await house.person("property-1", "use-unit-manager", { kind: "organisation", id: unit });
  const report = {
    key: keyFor("property", "1"),
    liftId: lift.id,
    rescueCode: null,
    phone: "0571-1",
    hazards: ["illness"],
  };
  expect(await manager.post("/api/v1/reports", report, reportReply)).toEqual({ no: opened.no, joined: true });
  const row = await byNo(opened.no);
  expect(row).toMatchObject({ source: "12345", alarms: 3, hazards: ["illness"] });
  const file = await house.file(row.id);
  expect(file.alarms.map(({ source }) => source).toSorted()).toEqual(["12345", "crew", "property"]);
  // The crew stood there a minute before it could tell.
  expect(row.trappedSince).toBe(house.clock.now() - 60_000);
  await over(row.id);
});

test("a use unit reports its own lifts only; by its link too", async () => {
  const lift = house.lift(2);
  const unit = await organisationOf(lift.useUnit);
  const manager = await house.person("property-2", "use-unit-manager", { kind: "organisation", id: unit });
  const strange = must(
    house.lifts.find((each) => each.useUnit !== lift.useUnit && each.rescueCode !== null),
    "another unit's lift",
  );
  const report = { phone: null, liftId: null };
  const post = (n: number, more: object) =>
    manager.post("/api/v1/reports", { key: keyFor("own", n), ...report, ...more }, reportReply);
  await expect(post(1, { rescueCode: strange.rescueCode })).rejects.toThrow(/RESCUE_LIFT_NOT_YOURS/);
  await expect(post(2, { rescueCode: "000000" })).rejects.toThrow(/RESCUE_CODE_UNKNOWN/);
  const { no } = await post(3, { rescueCode: lift.rescueCode });
  const row = await byNo(no);
  expect(row.source).toBe("property");
  await over(row.id);
});

test("counted by source", async () => {
  expect(await Promise.all(["by-110", "by-12345", "by-property", "by-crew"].map(counted))).toEqual([1, 2, 1, 0]);
});

async function organisationOf(name: string | null): Promise<string> {
  const { organisations } = await house.admin.get(
    `/api/v1/organisations?q=${encodeURIComponent(must(name, "use unit"))}`,
    z.object({ organisations: z.array(z.looseObject({ id: z.string(), name: z.string() })) }),
  );
  return must(organisations.find((each) => each.name === name)?.id, "organisation");
}
