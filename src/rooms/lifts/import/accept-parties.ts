import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId, OrganisationId } from "../../../kernel/ids.ts";
import { assert } from "../../../kernel/result.ts";
import { json, type Tx } from "../../../platform/database/database.ts";
import type { Actor } from "../../../platform/streams/streams.ts";
import { lookForGaps } from "../actions/find-gaps.ts";
import { recordTraces, type Trace } from "../actions/record-traces.ts";
import type { LiftFacts } from "../model/lift-facts.ts";
import { type HeldParty, loadParties } from "./held-parties.ts";
import { isStated } from "./lift-lines.ts";
import type { GivenParty } from "./lift-row.ts";
import { OrganisationBook } from "./organisation-book.ts";
import { isSingle, overlaps, servesAs } from "./weigh-parties.ts";

/** A file's word about who serves a lift, which somebody takes. */
export type PartyDifference = {
  readonly id: string;
  readonly liftId: LiftId;
  readonly party: GivenParty;
  readonly runId: string;
  readonly sourceName: string;
};
type Taken = PartyDifference & { readonly organisationId: OrganisationId } & PartyStep;
type PartyStep = {
  readonly from: string;
  readonly to: string | null;
  /** Their time ends on the day before. */
  readonly ends: readonly HeldParty[];
  /** They would have begun on that day or later: they go. */
  readonly gone: readonly HeldParty[];
};
type Ask = { readonly at: Instant; readonly actor: Actor };

const dayBefore = (day: string): string => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);

/**
 * What taking a file's word does. It holds from the day that the file names, where nothing else was recorded from that day on; else
 * from today, so that what was in force until now stays history. Undefined when its time has passed: there is nothing to begin.
 * `nothing` when the organisation serves already.
 */
export function takeParty(
  party: Pick<GivenParty, "role" | "from" | "to" | "capacity">,
  organisationId: OrganisationId | undefined,
  held: readonly HeldParty[],
  today: string,
): PartyStep | "nothing" | undefined {
  const sameRole = held.filter(({ role }) => role === party.role);
  const own = sameRole.filter((each) => each.organisationId === organisationId);
  if (own.some((each) => servesAs(each, party, today))) return "nothing";
  const beside = isSingle(party.role) ? sameRole : own;
  const told = party.from ?? today;
  const later = beside.some((each) => each.from >= told && overlaps(each, { from: told, to: party.to }));
  const from = later && told < today ? today : told;
  if (party.to !== null && party.to < from) return undefined;
  const rivals = beside.filter((each) => overlaps(each, { from, to: party.to }));
  const ends = rivals.filter((each) => each.from < from);
  return { from, to: party.to, ends, gone: rivals.filter((each) => each.from >= from) };
}

/** Takes what files say of who serves; makes an organisation that is new. @returns ids of differences that could not be taken, and lifts that changed. */
export async function acceptParties(
  tx: Tx,
  { at, actor }: Ask,
  wanted: readonly PartyDifference[],
  facts: ReadonlyMap<LiftId, LiftFacts>,
): Promise<{ readonly left: readonly string[]; readonly changed: readonly LiftId[] }> {
  if (wanted.length === 0) return { left: [], changed: [] };
  const today = dayInChina(at);
  const book = new OrganisationBook();
  await book.load(tx);
  const held = await loadParties(
    tx,
    wanted.map(({ liftId }) => liftId),
  );
  const steps = wanted.map((each) => {
    const step = takeParty(each.party, book.find(each.party), held.get(each.liftId) ?? [], today);
    return { each, step };
  });
  const left = steps.flatMap(({ each, step }) => (step === undefined ? [each.id] : []));
  const going = steps.flatMap(({ each, step }) => (step === undefined || step === "nothing" ? [] : [{ each, step }]));
  await book.ensure(
    tx,
    going.map(({ each: { party, liftId } }) => ({ party, regionCode: facts.get(liftId)?.regionCode ?? "" })),
  );
  const taken = going.map(({ each, step }): Taken => {
    const organisationId = book.find(each.party);
    assert(organisationId, "the organisation of a party was made");
    return { ...each, ...step, organisationId };
  });
  await write(tx, taken, today);
  for (let i = 0; i < taken.length; i += 100)
    await recordTraces(
      tx,
      taken.slice(i, i + 100).flatMap((each) => tracesOf(each, { at, actor })),
    );
  const changed = taken.map(({ liftId }) => liftId);
  await lookForGaps(tx, changed, at);
  return { left, changed };
}

async function write(tx: Tx, taken: readonly Taken[], today: string): Promise<void> {
  const pick = (each: HeldParty) => ({ ...each, last: null as string | null });
  const gone = taken.flatMap((each) => each.gone.map(pick));
  const ends = taken.flatMap((each) => each.ends.map((end) => ({ ...end, last: dayBefore(each.from) })));
  const shape = sql.raw(`"liftId" uuid, role text, "organisationId" uuid, "from" date, last date`);
  const same = sql.raw(
    `p.lift_id = n."liftId" and p.role = n.role and p.organisation_id = n."organisationId" and p.from_date = n."from"`,
  );
  await sql`delete from lifts.party p using jsonb_to_recordset(${json(gone)}::jsonb) as n(${shape}) where ${same}`.execute(
    tx,
  );
  await sql`update lifts.party p set to_date = n.last from jsonb_to_recordset(${json(ends)}::jsonb) as n(${shape}) where ${same}`.execute(
    tx,
  );
  const begun = taken.map(({ liftId, party, organisationId, from, to, sourceName }) => {
    const { role, dutyPhone, officer, officerPhone } = party;
    // Differences that were found before a file could say it have none.
    const capacity = party.capacity ?? null;
    return {
      liftId,
      role,
      organisationId,
      from,
      to,
      dutyPhone,
      officer,
      officerPhone,
      capacity,
      fromStated: isStated(party, from),
      paper: `${sourceName} ${today}`,
    };
  });
  await sql`
    insert into lifts.party (lift_id, role, organisation_id, from_date, to_date, duty_phone, paper, safety_officer, safety_officer_phone, from_stated, capacity)
    select "liftId", role, "organisationId", "from", "to", "dutyPhone", paper, officer, "officerPhone", "fromStated", capacity
    from jsonb_to_recordset(${json(begun)}::jsonb) as n("liftId" uuid, role text, "organisationId" uuid, "from" date, "to" date,
      "dutyPhone" text, paper text, officer text, "officerPhone" text, "fromStated" boolean, capacity text)`.execute(
    tx,
  );
}

function tracesOf({ liftId, party, organisationId, from, to, ends, gone, runId }: Taken, { at, actor }: Ask): Trace[] {
  const { role } = party;
  const capacity = party.capacity ? { capacity: party.capacity } : {};
  const base = { liftId, room: "lifts", recordedAt: at, actor };
  const doneAt = Math.min(Date.parse(`${from}T00:00:00+08:00`), at);
  return [
    ...gone.map((each) => {
      const body = { role, organisationId: each.organisationId, from: each.from, to: each.to, withdrawn: true };
      return { ...base, kind: "party-changed", doneAt: at, body: { ...body, accepted: runId } };
    }),
    ...ends.map((each) => {
      const body = { role, organisationId: each.organisationId, lastDay: dayBefore(from), accepted: runId };
      return { ...base, kind: "party-ended", doneAt, body };
    }),
    { ...base, kind: "party-began", doneAt, body: { role, organisationId, from, to, ...capacity, accepted: runId } },
  ];
}
