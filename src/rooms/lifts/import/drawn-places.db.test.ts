import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRoomPlatform, type RoomPlatform } from "../../../../tests/support/room-platform.ts";
import { openWorkConnection, type WorkConnection } from "../../../platform/imports/work-connection.ts";
import { upsertRegion } from "../../identity/index.ts";
import type { LiftFacts } from "../model/lift-facts.ts";
import { beginPlaceLines, DrawnPlaces, type PlaceLines, writePlaces } from "./drawn-places.ts";

let house: RoomPlatform;
let work: WorkConnection;
beforeAll(async () => {
  house = await openRoomPlatform(["identity", "lifts"]);
  await house.platform.database.transaction((tx) => upsertRegion(tx, { code: "330000", name: "省", parent: "100000" }));
  work = await openWorkConnection(house.database.appUrl);
});
afterAll(() => work.close());

const facts = (more: Partial<LiftFacts>): LiftFacts =>
  ({
    regionCode: "330000",
    compound: "湖畔花园",
    address: "文一路 1 号",
    building: "1 幢",
    unit: "",
    sector: null,
    community: "",
    powerSupplyPoint: "",
    ...more,
  }) as LiftFacts;

const write = (lines: PlaceLines): Promise<void> =>
  work.db.transaction().execute((tx) => writePlaces(tx, work.client, lines));

const places = async () => {
  const { rows } = await sql<{
    name: string;
  }>`select s.name, s.sector, s.community, b.name as building, b.power_supply_point as supply
    from lifts.building b join lifts.site s on s.id = b.site_id order by s.name, b.name`.execute(work.db);
  return rows;
};

test("a place is made once, and later rows tell what the first left blank, in the same batch and in a later one", async () => {
  const drawn = new DrawnPlaces();
  const first = beginPlaceLines();
  const id = drawn.buildingOf(facts({}), first);
  expect(drawn.buildingOf(facts({ liftNo: "2" }), first)).toBe(id);
  drawn.buildingOf(facts({ building: "2 幢", sector: "housing" }), first);
  await write(first);
  expect(await places()).toEqual([
    { name: "湖畔花园", sector: "housing", community: "", building: "1 幢", supply: "" },
    { name: "湖畔花园", sector: "housing", community: "", building: "2 幢", supply: "" },
  ]);

  const second = beginPlaceLines();
  expect(drawn.buildingOf(facts({ sector: "office", community: "甲社区", powerSupplyPoint: "3 号箱" }), second)).toBe(
    id,
  );
  drawn.buildingOf(facts({ powerSupplyPoint: "4 号箱" }), second);
  drawn.buildingOf(facts({ compound: "", address: "文二路 8 号", sector: "mall", community: "乙社区" }), second);
  await write(second);
  // The first word counts, as where rows are looked up.
  expect(await places()).toEqual([
    { name: "文二路 8 号", sector: "mall", community: "乙社区", building: "1 幢", supply: "" },
    { name: "湖畔花园", sector: "housing", community: "甲社区", building: "1 幢", supply: "3 号箱" },
    { name: "湖畔花园", sector: "housing", community: "甲社区", building: "2 幢", supply: "" },
  ]);
});

test("what a person has put right meanwhile stays", async () => {
  const drawn = new DrawnPlaces();
  const first = beginPlaceLines();
  drawn.buildingOf(facts({ compound: "青山里" }), first);
  await write(first);
  await sql`update lifts.site set sector = 'school', corrected = '{"sector": {}, "community": {}}' where name = '青山里'`.execute(
    work.db,
  );
  const second = beginPlaceLines();
  drawn.buildingOf(facts({ compound: "青山里", sector: "housing", community: "丙社区" }), second);
  await write(second);
  expect((await places()).filter(({ name }) => name === "青山里")).toMatchObject([{ sector: "school", community: "" }]);
});

test("a site that somebody made meanwhile is told as taken", async () => {
  const lines = beginPlaceLines();
  new DrawnPlaces().buildingOf(facts({ compound: "青山里" }), lines);
  await expect(write(lines)).rejects.toMatchObject({ code: "23505" });
});
