import { sql } from "kysely";
import { z } from "zod";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId, OrganisationId } from "../../../kernel/ids.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { ok, type Refusal, type Result, refuse } from "../../../kernel/result.ts";
import { json, type Tx } from "../../../platform/database/database.ts";
import { batchesOf, createTally, type FormRow, readCsvForm, type Tally } from "../../../platform/files/csv-form.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { ImportReport } from "../../identity/contract.ts";
import { actorOf, covers, type ImportAsk, recordImportBatch, scopesOf } from "../../identity/index.ts";
import { partyRoles } from "../contract.ts";
import { farDay } from "../model/far-days.ts";
import { type Party, type PlannedParty, planParty, samePeriod } from "../model/plan-party.ts";
import { loadOwners, lockRegister } from "./known-lifts.ts";
import { lookForGapsSoon } from "./nightly-gaps.ts";
import { lockChains, recordTraces, type Trace } from "./record-traces.ts";

const form = z.object({
  lift_code: z.string().max(80),
  role: z.enum(partyRoles),
  organisation_code: z.string().max(40),
  from: z.iso.date(),
  to: z.iso.date().optional(),
  duty_phone: z
    .string()
    .regex(/^\+?[0-9-]{3,20}$/, "电话应为数字 (a telephone number)")
    .optional(),
});
type Row = z.output<typeof form>;

const rowsPerTransaction = 250;

const texts: Readonly<Record<string, string>> = {
  LIFTS_LIFT_UNKNOWN: "没有这台电梯 (no lift has this code)",
  LIFTS_REGION_OUTSIDE: "电梯不在您的管辖区域内 (the lift is outside your region)",
  LIFTS_ORGANISATION_UNKNOWN: "没有这个单位 (unknown organisation)",
  LIFTS_PARTY_ENDS_FIRST: "终止日期早于起始日期 (it ends before it begins)",
  LIFTS_PARTY_OVERLAPS: "与另一单位的期间重叠，请先终止前者 (another unit holds this role at that time; end it first)",
  LIFTS_DAY_TOO_FAR: "日期远在将来，疑为笔误 (this day lies too far ahead, most likely a slip)",
  LIFTS_PARTY_TWICE: "同一关系在文件中出现两次 (this party stands twice in the file)",
};

/**
 * Who answers for which lift, in our CSV form; known again by lift, role, organisation and first day. An officer of a
 * region says it of lifts there only.
 */
export async function importParties(
  platform: Pick<Platform, "database" | "clock">,
  ask: ImportAsk,
): Promise<Result<ImportReport>> {
  const read = readCsvForm(ask.csv, form);
  if (!read.ok) return read;
  const tally = createTally(read.value);
  const seen = new Set<string>();
  const scopes = scopesOf(ask.principal, "lifts.import");
  const rows = believed(read.value.rows, tally, dayInChina(platform.clock.now()));
  for (const batch of batchesOf(rows, rowsPerTransaction)) {
    const at = platform.clock.now();
    const planned = await platform.database.bulk.transaction().execute(async (tx) => {
      await lockRegister(tx);
      const plan = planBatch(batch, await loadKnown(tx, batch, scopes), seen);
      await carryOut(tx, plan, ask, at);
      await recordImportBatch(tx, { ask, act: "lifts.parties-imported", batch, at });
      await lookForGapsSoon(tx, at);
      return plan;
    });
    for (const { row, result } of planned)
      if (result.ok) tally.count(result.value.outcome);
      else tally.refuse(refusedCell(row, result.refusal));
  }
  return ok(tally.report());
}

/** Without the rows whose first day is a slip of the year. */
const believed = (rows: readonly FormRow<Row>[], tally: Tally, today: string): FormRow<Row>[] =>
  rows.filter(({ row, value }) => {
    const far = farDay({ partyFrom: value.from }, today) !== undefined;
    if (far) tally.refuse(refusedCell(row, { code: "LIFTS_DAY_TOO_FAR", params: { column: "from" } }));
    return !far;
  });

const refusedCell = (row: number, { code, params }: Refusal) => ({
  row,
  column: params?.column === undefined ? null : String(params.column),
  code,
  text: texts[code] ?? code,
});

type Known = {
  readonly lifts: ReadonlyMap<string, LiftId>;
  /** Those of them that the importer may write about. */
  readonly within: ReadonlySet<LiftId>;
  readonly organisations: ReadonlyMap<string, OrganisationId>;
  readonly parties: Party[];
};

async function loadKnown(tx: Tx, batch: readonly FormRow<Row>[], scopes: readonly Scope[]): Promise<Known> {
  const owners = await loadOwners(
    tx,
    batch.map(({ value }) => value.lift_code),
  );
  // A sign's number and a register's may be the same digits; the register's goes first.
  const lifts = new Map(
    [...owners]
      .sort((a, b) => Number(b.kind === "rescue") - Number(a.kind === "rescue"))
      .map(({ code, liftId }) => [code, liftId]),
  );
  const regions = await sql<{ id: LiftId; regionCode: string }>`
    select id, region_code as "regionCode" from lifts.lift
    where id = any(${[...new Set(lifts.values())]}::uuid[])`.execute(tx);
  const within = regions.rows.filter(({ regionCode }) => covers(scopes, { regionCode }));
  const organisations = await sql<{ code: string; id: OrganisationId }>`
    select code, id from identity.v_organisation
    where code = any(${batch.map(({ value }) => value.organisation_code)})`.execute(tx);
  const parties = await sql<Party>`
    select lift_id as "liftId", role, organisation_id as "organisationId", from_date::text as "from", to_date::text as "to",
      duty_phone as "dutyPhone"
    from lifts.party where lift_id = any(${[...new Set(lifts.values())]}::uuid[])`.execute(tx);
  return {
    lifts,
    within: new Set(within.map(({ id }) => id)),
    organisations: new Map(organisations.rows.map(({ code, id }) => [code, id])),
    parties: parties.rows,
  };
}

type Planned = { readonly row: number; readonly result: Result<PlannedParty & { readonly party: Party }> };

/** In the order of the file: a row may end one unit's time so that the next row can begin another's. */
function planBatch(batch: readonly FormRow<Row>[], known: Known, seen: Set<string>): Planned[] {
  const ofLift = Map.groupBy(known.parties, (party) => party.liftId);
  return batch.map(({ row, value }) => {
    const party = partyOf(value, known);
    if (!party.ok) return { row, result: party };
    const { liftId, role, organisationId, from } = party.value;
    const key = [liftId, role, organisationId, from].join(" ");
    if (seen.has(key)) return { row, result: refuse("LIFTS_PARTY_TWICE") };
    const parties = ofLift.get(liftId) ?? [];
    const planned = planParty(party.value, parties);
    if (!planned.ok) return { row, result: planned };
    seen.add(key);
    ofLift.set(liftId, [...parties.filter((other) => !samePeriod(other, party.value)), party.value]);
    return { row, result: ok({ ...planned.value, party: party.value }) };
  });
}

function partyOf(value: Row, known: Known): Result<Party> {
  const liftId = known.lifts.get(value.lift_code);
  if (liftId === undefined) return refuse("LIFTS_LIFT_UNKNOWN", { column: "lift_code" });
  if (!known.within.has(liftId)) return refuse("LIFTS_REGION_OUTSIDE", { column: "lift_code" });
  const organisationId = known.organisations.get(value.organisation_code);
  if (organisationId === undefined) return refuse("LIFTS_ORGANISATION_UNKNOWN", { column: "organisation_code" });
  const { role, from, to, duty_phone } = value;
  return ok({ liftId, role, organisationId, from, to: to ?? null, dutyPhone: duty_phone ?? null });
}

async function carryOut(tx: Tx, plan: readonly Planned[], ask: ImportAsk, at: Instant): Promise<void> {
  const changed = plan.flatMap(({ result }) =>
    result.ok && result.value.outcome !== "unchanged" ? [result.value] : [],
  );
  if (changed.length === 0) return;
  await lockChains(tx, [...new Set(changed.map(({ party }) => party.liftId))]);
  await sql`
    insert into lifts.party (lift_id, role, organisation_id, from_date, to_date, duty_phone)
    select "liftId", role, "organisationId", "from", "to", "dutyPhone"
    from jsonb_to_recordset(${json(changed.map(({ party }) => party))}::jsonb)
      as n("liftId" uuid, role text, "organisationId" uuid, "from" date, "to" date, "dutyPhone" text)
    on conflict (lift_id, role, organisation_id, from_date)
      do update set to_date = excluded.to_date, duty_phone = excluded.duty_phone, from_stated = true`.execute(tx);
  const actor = actorOf(ask.principal);
  await recordTraces(
    tx,
    changed.map(({ party, before }): Trace => {
      const { liftId, role, organisationId, from, to } = party;
      // The number itself is personal data and stays out of what can never be removed.
      const phone = before !== undefined && before.dutyPhone !== party.dutyPhone ? { dutyPhoneChanged: true } : {};
      const body = { role, organisationId, from, to, ...phone };
      const kind = before === undefined ? "party-began" : "party-changed";
      return { liftId, room: "lifts", kind, doneAt: at, recordedAt: at, actor, body };
    }),
  );
}
