import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { principal, registerOf, twoDistricts } from "../../../tests/support/lift-givens.ts";
import { openRoomPlatform, type RoomPlatform } from "../../../tests/support/room-platform.ts";
import type { LiftId } from "../../kernel/ids.ts";
import { importLifts } from "./actions/import-lifts.ts";
import { loadFacts } from "./actions/known-lifts.ts";
import { confirmSign, postSigns } from "./actions/rescue-codes.ts";
import { writeLifts } from "./actions/write-lifts.ts";
import { findLiftByAnyCode } from "./index.ts";

const address = "127.0.0.1";
let house: RoomPlatform;
let n = 0;
const code = (): string => registerOf(n);
/** The lift of the test by a file that says the number and, where told, the state of its sign. */
const file = async (rescueCode: string, sign = "") => {
  const csv = `register_code,kind,address,region,rescue_code,sign_state\n${code()},3110,文一路 ${n} 号,330106,${rescueCode},${sign}\n`;
  const report = await importLifts(house.platform, { csv, principal, address });
  if (!report.ok) throw new Error(report.refusal.code);
  return report.value;
};
const liftId = async (): Promise<LiftId> => (await findLiftByAnyCode(house.platform.database.db, code()))?.id as LiftId;
const sign = async (): Promise<string | undefined> => {
  const { rows } = await sql<{ sign: string }>`select sign from lifts.lift where id = ${await liftId()}`.execute(
    house.platform.database.db,
  );
  return rows[0]?.sign;
};
const number = (): string => `10${String(n).padStart(4, "0")}`;

beforeAll(async () => {
  house = await openRoomPlatform(["identity", "lifts"]);
  await twoDistricts(house);
});
beforeEach(() => {
  n += 1;
});

describe("the sign of a rescue code that a file brings", () => {
  test("is not up unless the file says so; a later file may say it", async () => {
    await file(number());
    expect(await sign()).toBe("assigned");
    expect(await file(number(), "posted")).toMatchObject({ changed: 1 });
    expect(await sign()).toBe("posted");
    expect(await file(number(), "assigned")).toMatchObject({ unchanged: 1 });
    expect(await sign()).toBe("posted");
  });
  test("hangs at once where the file says so, and another number needs another sign", async () => {
    await file(number(), "posted");
    expect(await sign()).toBe("posted");
    await file(`9${number().slice(1)}`);
    expect(await sign()).toBe("assigned");
  });
  test("that somebody put up or scanned stays so, whatever files say", async () => {
    await file(number());
    const at = house.clock.now();
    await postSigns(house.platform, { principal, address, at, ids: [await liftId()] });
    await file(number(), "assigned");
    expect(await sign()).toBe("posted");
    await confirmSign(house.platform.database, await liftId(), at);
    for (const told of ["assigned", "posted", ""]) expect(await file(number(), told)).toMatchObject({ unchanged: 1 });
    expect(await sign()).toBe("confirmed");
  });
  test("that is scanned while a file is read stays confirmed", async () => {
    await file(number());
    const id = await liftId();
    const before = (await loadFacts(house.platform.database.db, [id])).get(id);
    if (before === undefined) throw new Error("no facts");
    await confirmSign(house.platform.database, id, house.clock.now());
    const facts = { ...before, liftNo: "左梯", sign: "posted" as const };
    await house.platform.database.transaction((tx) =>
      writeLifts(tx, [{ outcome: "changed", liftId: id, before, facts, changes: {} }], house.clock.now()),
    );
    expect(await sign()).toBe("confirmed");
  });
  test("is nothing without a number", async () => {
    await file("", "posted");
    expect(await sign()).toBe("none");
    expect((await file("", "on the door")).refused).toMatchObject([{ column: "sign_state" }]);
  });
});
