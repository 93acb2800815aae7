import { sql } from "kysely";
import { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId, OrganisationId } from "../../../kernel/ids.ts";
import { ok, type Refusal, type Result, refuse } from "../../../kernel/result.ts";
import { json, type Tx } from "../../../platform/database/database.ts";
import { batchesOf, createTally, type FormRow, readCsvForm } from "../../../platform/files/csv-form.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { ImportReport } from "../../identity/contract.ts";
import { actorOf, type ImportAsk, recordImportBatch, scopesOf } from "../../identity/index.ts";
import { ledgerKinds } from "../contract.ts";
import { visibleLiftCondition } from "../views/visible-lifts.ts";
import { loadOwners } from "./known-lifts.ts";
import { lockChains, recordTraces, type Trace } from "./record-traces.ts";

/** What other systems have recorded of lifts' lives: everything with a stage of life. Entries of rescues that this platform led itself name their incident. */
export const historyKinds = Object.entries(ledgerKinds).flatMap(([kind, { stage }]) => (stage === null ? [] : [kind]));

const form = z.object({
  lift_code: z.string().max(80),
  kind: z.enum(historyKinds),
  done_on: z.iso.date(),
  done_time: z.iso.time({ precision: -1 }).optional(),
  organisation_code: z.string().max(40).optional(),
  paper: z.string().max(80).optional(),
  cause: z
    .string()
    .regex(/^[1-7]\d\d$/, "故障原因分类，三位数字 (three digits)")
    .optional(),
  people: z.coerce.number().int().min(0).max(200).optional(),
  evidence_hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "SHA-256，64 位十六进制 (64 hexadecimal digits)")
    .optional(),
  evidence_name: z.string().max(120).optional(),
  evidence_bytes: z.coerce.number().int().min(0).optional(),
});
type Row = z.output<typeof form>;

const rowsPerTransaction = 250;

const texts: Readonly<Record<string, string>> = {
  LIFTS_LIFT_UNKNOWN: "没有这台电梯，或不在您的范围内 (no lift has this code, or it is outside your scope)",
  LIFTS_ORGANISATION_UNKNOWN: "没有这个单位 (unknown organisation)",
  LIFTS_DONE_LATER: "日期在将来 (the day has not come yet)",
};

/** Past events in our CSV form become entries of the ledger, once: the same event of the same time on the same paper is known again. */
export async function importHistory(
  platform: Pick<Platform, "database" | "clock">,
  ask: ImportAsk,
): Promise<Result<ImportReport>> {
  const read = readCsvForm(ask.csv, form);
  if (!read.ok) return read;
  const tally = createTally(read.value);
  for (const batch of batchesOf(read.value.rows, rowsPerTransaction)) {
    const at = platform.clock.now();
    const planned = await platform.database.bulk.transaction().execute(async (tx) => {
      const plan = planBatch(batch, await loadKnown(tx, batch, ask), { ask, at });
      const fresh = await recordFresh(tx, plan);
      await recordImportBatch(tx, { ask, act: "lifts.history-imported", batch, at });
      return { plan, fresh };
    });
    for (const { row, result } of planned.plan)
      if (result.ok) tally.count(planned.fresh.has(result.value) ? "created" : "unchanged");
      else tally.refuse(refusedCell(row, result.refusal));
  }
  return ok(tally.report());
}

const refusedCell = (row: number, { code, params }: Refusal) => ({
  row,
  column: params?.column === undefined ? null : String(params.column),
  code,
  text: texts[code] ?? code,
});

type Known = {
  readonly lifts: ReadonlyMap<string, LiftId>;
  readonly organisations: ReadonlyMap<string, OrganisationId>;
};

async function loadKnown(tx: Tx, batch: readonly FormRow<Row>[], ask: ImportAsk): Promise<Known> {
  const owners = await loadOwners(tx, [...new Set(batch.map(({ value }) => value.lift_code))]);
  const scopes = scopesOf(ask.principal, "lifts.import");
  const seen = await sql<{ id: LiftId }>`
    select l.id from lifts.lift l where l.id = any(${owners.map(({ liftId }) => liftId)}::uuid[])
      and ${visibleLiftCondition(scopes, { id: "l.id", regionCode: "l.region_code" })}`.execute(tx);
  const visible = new Set(seen.rows.map(({ id }) => id));
  const organisations = await sql<{ code: string; id: OrganisationId }>`
    select code, id from identity.v_organisation
    where code = any(${batch.map(({ value }) => value.organisation_code ?? "")})`.execute(tx);
  return {
    // A sign's number and a register's may be the same digits; the register's goes first.
    lifts: new Map(
      owners
        .filter(({ liftId }) => visible.has(liftId))
        .sort((a, b) => Number(b.kind === "rescue") - Number(a.kind === "rescue"))
        .map(({ code, liftId }) => [code, liftId]),
    ),
    organisations: new Map(organisations.rows.map(({ code, id }) => [code, id])),
  };
}

type Planned = { readonly row: number; readonly result: Result<Trace> };
type About = { readonly ask: ImportAsk; readonly at: Instant };

const planBatch = (batch: readonly FormRow<Row>[], known: Known, about: About): Planned[] =>
  batch.map(({ row, value }) => ({ row, result: traceOf(value, known, about) }));

function traceOf(value: Row, known: Known, { ask, at }: About): Result<Trace> {
  const liftId = known.lifts.get(value.lift_code);
  if (liftId === undefined) return refuse("LIFTS_LIFT_UNKNOWN", { column: "lift_code" });
  const { organisation_code: code, paper, kind, evidence_hash: hash, evidence_name: name } = value;
  const organisationId = code === undefined ? undefined : known.organisations.get(code);
  if (code !== undefined && organisationId === undefined)
    return refuse("LIFTS_ORGANISATION_UNKNOWN", { column: "organisation_code" });
  const doneAt = Date.parse(`${value.done_on}T${value.done_time ?? "00:00"}:00+08:00`);
  if (doneAt > at) return refuse("LIFTS_DONE_LATER", { column: "done_on" });
  const evidence =
    hash === undefined ? [] : [{ hash, ...(name === undefined ? {} : { name }), bytes: value.evidence_bytes ?? 0 }];
  const body = {
    ...(organisationId === undefined ? {} : { organisationId }),
    ...(paper === undefined ? {} : { paper }),
    ...factsOf(value),
  };
  const actor = actorOf(ask.principal);
  return ok({ liftId, room: "lifts", kind, doneAt, recordedAt: at, actor, body, evidence });
}

/** Under the names that the room of rescues gives them. */
const factsOf = ({ cause, people }: Row): Readonly<Record<string, unknown>> => ({
  ...(people === undefined ? {} : { count: people }),
  ...(cause === undefined ? {} : { cause }),
});

/** Known by lift, kind, time and paper; compared under the lock of the chains, so that two files at once record it once. */
async function recordFresh(tx: Tx, plan: readonly Planned[]): Promise<ReadonlySet<Trace>> {
  const traces = plan.flatMap(({ result }) => (result.ok ? [result.value] : []));
  if (traces.length === 0) return new Set();
  await lockChains(tx, [...new Set(traces.map(({ liftId }) => liftId))]);
  const rows = traces.map(({ liftId, kind, doneAt }) => ({ liftId, kind, doneAt: new Date(doneAt).toISOString() }));
  const there = await sql<{ liftId: string; kind: string; doneAt: Instant; body: string }>`
    select distinct e.lift_id as "liftId", e.kind, e.done_at as "doneAt", e.body
    from jsonb_to_recordset(${json(rows)}::jsonb) as n("liftId" uuid, kind text, "doneAt" timestamptz)
    join lifts.ledger_entry e on e.lift_id = n."liftId" and e.kind = n.kind and e.done_at = n."doneAt"`.execute(tx);
  const known = new Set(there.rows.map((row) => keyOf(row, paperIn(row.body))));
  const fresh = new Set<Trace>();
  for (const trace of traces) {
    const key = keyOf(trace, trace.body.paper);
    if (!known.has(key)) fresh.add(trace);
    known.add(key);
  }
  await recordTraces(tx, [...fresh]);
  return fresh;
}

const keyOf = (entry: { liftId: string; kind: string; doneAt: Instant }, paper: unknown): string =>
  [entry.liftId, entry.kind, entry.doneAt, paper ?? ""].join(" ");

function paperIn(body: string): unknown {
  try {
    return (JSON.parse(body) as { paper?: unknown }).paper;
  } catch {
    return undefined; // tampered with; verification names it
  }
}
