import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { openRoomPlatform, type RoomPlatform } from "../../../../tests/support/room-platform.ts";
import { newId, type PersonId } from "../../../kernel/ids.ts";
import type { Grant, Principal } from "../../../kernel/principal.ts";
import { findOrganisationByCode, upsertOrganisation, upsertRegion } from "../index.ts";
import { maskName } from "../model/permits.ts";
import { actorNames } from "./actor-names.ts";

let house: RoomPlatform;
const people = { inHere: newId<"person">(), inThere: newId<"person">(), ofNone: newId<"person">() };
const actors = Object.values(people).map((id) => `person:${id}`);

const viewer = (grants: readonly Grant[], personId: PersonId = newId<"person">()): Principal => ({
  kind: "person",
  personId,
  accountId: newId<"account">(),
  sessionId: newId<"session">(),
  name: "读者",
  grants: [...grants],
});
const names = async (principal: Principal) => {
  const found = await actorNames(house.platform.database.db, principal, actors);
  return actors.map((actor) => found.get(actor));
};
const officer: Grant = { role: "officer", scope: { kind: "region", code: "330100" } };

beforeAll(async () => {
  house = await openRoomPlatform(["identity"]);
  await house.platform.database.transaction(async (tx) => {
    for (const [code, name, parent] of [
      ["330000", "省", "100000"],
      ["330100", "甲市", "330000"],
      ["330200", "乙市", "330000"],
    ] as const)
      await upsertRegion(tx, { code, name, parent });
    for (const [code, regionCode] of [
      ["A", "330100"],
      ["B", "330200"],
    ] as const)
      await upsertOrganisation(tx, { code, name: code, kind: "supervision", regionCode, dutyPhone: null });
    const here = await findOrganisationByCode(tx, "A");
    const there = await findOrganisationByCode(tx, "B");
    await sql`insert into identity.person (id, name, organisation_id) values
      (${people.inHere}, '张三丰', ${here?.id ?? null}), (${people.inThere}, '李四', ${there?.id ?? null}),
      (${people.ofNone}, 'Ann Lee', null)`.execute(tx);
  });
});

test("whole for who may see the person in the list of people and for the person; masked for everybody else", async () => {
  const auditor: Grant = { role: "auditor", scope: { kind: "everything" } };
  expect(await names(viewer([auditor]))).toEqual(["张三丰", "李四", "Ann Lee"]);
  expect(await names(viewer([officer]))).toEqual(["张三丰", "李*", "A**"]);
  const street: Grant = { role: "street-office", scope: { kind: "region", code: "330100" } };
  expect(await names(viewer([street]))).toEqual(["张**", "李*", "A**"]);
  expect(await names(viewer([street], people.ofNone))).toEqual(["张**", "李*", "Ann Lee"]);
});

test("a key has its name; a person who is not there, the system and devices have none", async () => {
  const asked = ["key:admin-token", "key:another", `person:${newId()}`, "system:clock", "device:d1", "person:no-id"];
  const found = await actorNames(house.platform.database.db, viewer([officer]), asked);
  expect([...found]).toEqual([["key:admin-token", "sp"]]);
});

test("a masked name tells no more than its first sign", () => {
  expect(["张三", "欧阳修文", "张", "𠮷野"].map(maskName)).toEqual(["张*", "欧**", "张*", "𠮷*"]);
});
