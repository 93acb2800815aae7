import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { json, type Tx, ts } from "../../../platform/database/database.ts";
import type { QualityAnswer, QualityQuestion } from "../contract/quality.ts";
import { inRegions } from "../views/region-scope.ts";

type Draw = {
  readonly from: Instant;
  readonly to: Instant;
  readonly size: number;
  readonly seed: string;
  readonly scopes: readonly Scope[];
  readonly by: string | null;
  readonly now: Instant;
};

/**
 * Draws `size` of the rescues closed in the period, as the seed orders them: whoever knows the seed draws the same.
 * Refuses CENTRE_NOTHING_TO_DRAW.
 */
export async function drawSample(tx: Tx, draw: Draw): Promise<Result<{ id: string }>> {
  const { from, to, size, seed, scopes } = draw;
  const within = sql`i.closed_at >= ${ts(from)} and i.closed_at < ${ts(to)} and not i.false_alarm and ${inRegions(scopes)}`;
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from rescue.v_incident i where ${within}`.execute(tx);
  const population = rows[0]?.n ?? 0;
  if (population === 0) return refuse("CENTRE_NOTHING_TO_DRAW");
  const id: string = newId();
  const regions = scopes.map((scope) => (scope.kind === "region" ? scope.code : "100000"));
  await sql`insert into centre.quality_sample (id, seed, drawn_at, drawn_by, from_at, to_at, regions, population, size)
    values (${id}, ${seed}, ${ts(draw.now)}, ${draw.by}, ${ts(from)}, ${ts(to)}, ${regions}, ${population}, ${Math.min(size, population)})`.execute(
    tx,
  );
  await sql`insert into centre.quality_item (sample_id, no, incident_id)
    select ${id}, row_number() over (order by drawn.rank), drawn.id from (
      select i.id, sha256(convert_to(${seed} || i.id::text, 'UTF8')) as rank from rescue.v_incident i
      where ${within} order by 2 limit ${size}) drawn`.execute(tx);
  return ok({ id });
}

type Check = {
  readonly sampleId: string;
  readonly incidentId: string;
  readonly answers: Readonly<Record<QualityQuestion, QualityAnswer>>;
  readonly note: string;
  readonly by: string | null;
  readonly scopes: readonly Scope[];
  readonly now: Instant;
};

/** Keeps what was found, once. Nobody judges a rescue that he took over himself. */
export async function checkItem(tx: Tx, check: Check): Promise<Result<null>> {
  const { sampleId, incidentId, answers, note, by, now } = check;
  const { rows } = await sql<{ checked: boolean; own: boolean }>`
    select q.checked_at is not null as checked, coalesce(i.taken_by = ${by}::text, false) as own
    from centre.quality_item q join rescue.v_incident_work i on i.id = q.incident_id
    where q.sample_id = ${sampleId} and q.incident_id = ${incidentId} and ${inRegions(check.scopes)} for update of q`.execute(
    tx,
  );
  const [item] = rows;
  if (item === undefined) return refuse("NOT_FOUND");
  if (item.checked) return refuse("CENTRE_CHECKED_ALREADY");
  if (item.own) return refuse("CENTRE_OWN_WORK");
  const passed = !Object.values(answers).includes("no");
  await sql`update centre.quality_item set answers = ${json(answers)}::jsonb, passed = ${passed}, note = ${note},
    checked_by = ${by}, checked_at = ${ts(now)} where sample_id = ${sampleId} and incident_id = ${incidentId}`.execute(
    tx,
  );
  return ok(null);
}
