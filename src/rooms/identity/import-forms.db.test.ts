import { sql } from "kysely";
import { expect, test } from "vitest";
import { asker, db, house, key, useHouse } from "../../../tests/support/account-givens.ts";
import type { ImportForm, ImportFormWork, RunFacts } from "../../platform/imports/import-form.ts";
import { importRegions } from "./actions/import-regions.ts";
import { organisationForm } from "./import/organisation-form.ts";
import { importFormWork as organisations } from "./import/organisation-import-work.ts";
import { peopleForm } from "./import/people-form.ts";
import { importFormWork as people } from "./import/people-import-work.ts";

useHouse();

const run = (regions: readonly string[] | null = null): RunFacts =>
  ({ runId: crypto.randomUUID(), foreignFields: [], ownedFields: [], regions, at: house.clock.now() }) as never;

/** Imports rows of field → cell as the worker does it; answers the outcomes. */
async function bring<Row>(
  work: ImportFormWork<Row>,
  form: ImportForm,
  rows: readonly Readonly<Record<string, string>>[],
  facts = run(),
) {
  const session = await work.open({ db: db(), client: undefined as never }, facts);
  const outcomes: unknown[] = [];
  for (const [no, cells] of rows.entries()) {
    const read = session.read(form.fields.map(({ name }) => cells[name] ?? ""));
    if (!read.ok) {
      outcomes.push(read.problems[0]?.code);
      continue;
    }
    const hash = { hi: 0, lo: no };
    outcomes.push(
      ...(await db()
        .transaction()
        .execute((tx) => session.write(tx, [{ no, row: read.row, key: hash, hash }]))),
    );
  }
  const found = await db()
    .transaction()
    .execute((tx) => session.finish(tx, { covers: "whole", at: Date.now() }));
  return {
    outcomes,
    found,
    undo: () =>
      db()
        .transaction()
        .execute((tx) => session.undo(tx)),
  };
}

test("organisations with parent and names, twice the same, a change, out of scope, taken back", async () => {
  const csv = "code,name,parent\n330000,浙江省,100000\n330100,杭州市,330000\n330106,西湖区,330100\n";
  await importRegions(house.platform, { csv, principal: key, address: asker().address });
  const rows = [
    {
      code: "WY-1",
      name: "湖畔物业",
      kind: "物业公司",
      region: "西湖区",
      parent: "湖畔集团",
      former_names: "湖畔管理处",
      address: "湖畔路 1 号",
      postcode: "３１０００６",
    },
    { code: "JT-1", name: "湖畔集团", kind: "其他部门", region: "杭州市西湖区", postcode: "31000" },
    { code: "X-1", name: "无名", kind: "马戏团", region: "西湖区" },
  ];
  const first = await bring(organisations, organisationForm, rows);
  expect(first).toMatchObject({ outcomes: ["created", "created", "WORD_UNKNOWN"], found: { parentsMissing: 0 } });
  expect((await bring(organisations, organisationForm, rows)).outcomes.slice(0, 2)).toEqual(["unchanged", "unchanged"]);
  const postcodes =
    await sql`select code, postcode from identity.v_organisation where code in ('WY-1', 'JT-1') order by code`.execute(
      db(),
    );
  expect(postcodes.rows).toEqual([
    { code: "JT-1", postcode: null },
    { code: "WY-1", postcode: "310006" },
  ]);
  const renamed = [{ ...rows[0], name: "湖畔城市服务" }];
  const second = await bring(organisations, organisationForm, renamed);
  expect(second.outcomes).toEqual(["changed"]);
  expect((await bring(organisations, organisationForm, renamed, run(["330200"]))).outcomes).toEqual([
    "REGION_NOT_YOURS",
  ]);
  const nameNow = async () =>
    (await sql<{ name: string }>`select name from identity.organisation where code = 'WY-1'`.execute(db())).rows[0]
      ?.name;
  expect(await nameNow()).toBe("湖畔城市服务");
  expect(await second.undo()).toMatchObject({ left: 0 });
  expect(await nameNow()).toBe("湖畔物业");
});

test("people with certificates: known again, renewed, refused without their organisation", async () => {
  const one = {
    name: "孙平",
    organisation: "湖畔物业",
    phone: "13812345678",
    certificate_kind: "电梯修理",
    certificate_number: "T-001",
    valid_to: "2027/1/5",
  };
  const rows = [
    one,
    { ...one, certificate_kind: "A", certificate_number: "A-001" },
    { ...one, organisation: "没有的" },
  ];
  const first = await bring(people, peopleForm, rows);
  expect(first.outcomes).toEqual([
    "created",
    "changed",
    { problems: [{ field: "organisation", code: "ORGANISATION_UNKNOWN", params: { cell: "没有的" } }] },
  ]);
  expect((await bring(people, peopleForm, rows.slice(0, 2))).outcomes).toEqual(["unchanged", "unchanged"]);
  const renewed = await bring(people, peopleForm, [{ ...one, valid_to: "2031-01-05" }]);
  expect(renewed.outcomes).toEqual(["changed"]);
  expect((await bring(people, peopleForm, [{ ...one, name: "李四" }])).outcomes).toEqual([
    { problems: [{ field: "certificate_number", code: "CERTIFICATE_OF_OTHER" }] },
  ]);
  await renewed.undo();
  const { rows: papers } = await sql<{ to: string }>`
    select valid_to::text as "to" from identity.certificate where number = 'T-001'`.execute(db());
  expect(papers).toEqual([{ to: "2027-01-05" }]);
});
