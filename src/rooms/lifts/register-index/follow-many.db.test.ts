import { sql } from "kysely";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { openRoomPlatform, type RoomPlatform } from "../../../../tests/support/room-platform.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { upsertRegion } from "../../identity/index.ts";
import { importLifts } from "../actions/import-lifts.ts";
import { RegisterFollower } from "./follow-commits.ts";

/** Thousands of lifts at once, which are read behind the answers. */
const many = 12_000;
const principal: Principal = {
  kind: "key",
  keyId: "k",
  name: "k",
  grants: [{ role: "administrator", scope: { kind: "everything" } }],
};
let house: RoomPlatform;
const bulk = () => house.platform.database.bulk;

beforeAll(async () => {
  house = await openRoomPlatform(["identity", "lifts"]);
  await house.platform.database.transaction(async (tx) => {
    await upsertRegion(tx, { code: "330000", name: "浙江省", parent: "100000" });
    await upsertRegion(tx, { code: "330106", name: "西湖区", parent: "330000" });
  });
  const csv =
    "register_code,kind,compound,building,unit,lift_no,address,region\n31103301062019060001,3110,花园,1 幢,1 单元,1号梯,文二路 1 号,330106\n";
  await importLifts(house.platform, { csv, principal, address: "127.0.0.1" });
  await sql`insert into lifts.lift (id, building_id, register_code, local_code, kind, lift_no, region_code, floors, parameters,
      registration, sign, page_token, registered_here_at)
    select gen_random_uuid(), l.building_id, 'L' || g, 'L' || g, l.kind, g::text, l.region_code, l.floors, '{}',
      'in-use', 'none', 't' || g, now()
    from lifts.lift l, generate_series(1, ${many}) g`.execute(bulk());
}, 60_000);
afterEach(() => vi.restoreAllMocks());

async function following() {
  const loads = { whole: 0 };
  const follower = new RegisterFollower(house.platform.database.url, {
    loaded: () => {
      loads.whole += 1;
    },
    failed: (error) => {
      throw error;
    },
  });
  follower.start();
  await follower.firstLoad(AbortSignal.timeout(20_000));
  await follower.current();
  return { follower, loads };
}

test("deeds that are read while many changed lifts are read are not put back by these", async () => {
  const { follower } = await following();
  await sql`update lifts.lift set service = 'maintenance'`.execute(bulk());
  const questions: Promise<unknown>[] = [follower.current()];
  for (let no = 0; no < 40; no += 1) {
    await sql`update lifts.lift set service = 'out-of-service' where lift_no::text = any(${Array.from({ length: 30 }, (_, i) => String(1 + no * 300 + i))})`.execute(
      bulk(),
    );
    questions.push(follower.current());
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  await Promise.all(questions);
  const asked = Date.now();
  await expect.poll(async () => ((await follower.current())?.asOf ?? 0) >= asked, { timeout: 30_000 }).toBe(true);
  const now = await follower.current();
  const question = {
    filter: { service: "out-of-service" as const },
    scopes: [{ kind: "everything" as const }],
    now: asked,
  };
  expect(now?.answers.counts({ ...question, codeRows: [] }, 0).total).toBe(40 * 30);
});

test("questions without a pause do not put off the reading that they wait for", async () => {
  // A load that takes long: it is not done before the answer.
  let late = 0;
  const real = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => {
    late += 200;
    return real() + late;
  });
  const { follower } = await following();
  await sql`update lifts.lift set service = 'running' where lift_no::text = any(${Array.from({ length: 5_000 }, (_, i) => String(i + 1))})`.execute(
    bulk(),
  );
  const asked = Date.now();
  await expect.poll(async () => ((await follower.current())?.asOf ?? 0) >= asked, { timeout: 10_000 }).toBe(true);
});

test("bulk work that ends after midnight does not make the new day's load needless: who answers for a lift changes then", async () => {
  const { follower, loads } = await following();
  const before = loads.whole;
  const today = Date.now.bind(Date);
  vi.spyOn(Date, "now").mockImplementation(() => today() + 86_400_000);
  await sql`update lifts.lift set service = 'running'`.execute(bulk());
  await sql`select pg_notify('lifts_register', 'now')`.execute(bulk());
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await follower.current();
  await expect.poll(() => loads.whole, { timeout: 20_000 }).toBe(before + 1);
});
