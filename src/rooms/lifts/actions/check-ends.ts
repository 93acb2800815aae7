import { sql } from "kysely";
import type { Db } from "../../../platform/database/database.ts";
import { type ChainEnd, unpackHeads } from "../model/checkpoint-heads.ts";

/** A chain that is no longer what the last checkpoint signed: shorter or gone, or with another entry in that place. */
export type ChangedEnd = { readonly liftId: string; readonly no: number; readonly fault: "shorter" | "other-entry" };

export type EndsCheck = {
  /** Takes the next ends, in the order of lift ids. */
  readonly take: (ends: readonly ChainEnd[]) => Promise<void>;
  /** After the last end: what is no longer as it was signed, a hundred at the most. */
  readonly finish: () => Promise<readonly ChangedEnd[]>;
};

const namedMax = 100;

/**
 * Holds the ends of all chains against those that the last checkpoint signed, part by part: a new signature must not cover up
 * that a chain was cut meanwhile. Chains that grew must still hold the signed entry in its place.
 */
export function checkEnds(db: Db, checkpointNo: number): EndsCheck {
  const changed: ChangedEnd[] = [];
  const signed = signedEnds(db, checkpointNo);
  let next: ChainEnd | undefined;
  let begun = false;
  const advance = async (): Promise<void> => {
    const step = await signed.next();
    next = step.done === true ? undefined : step.value;
  };
  const note = (end: ChainEnd, fault: ChangedEnd["fault"]): void => {
    if (changed.length < namedMax) changed.push({ liftId: end.liftId, no: end.no, fault });
  };
  const upTo = async (lastId: string | undefined, now: ReadonlyMap<string, ChainEnd>): Promise<ChainEnd[]> => {
    const grown: ChainEnd[] = [];
    if (!begun) await advance();
    begun = true;
    for (; next !== undefined && (lastId === undefined || next.liftId <= lastId); await advance()) {
      const present = now.get(next.liftId);
      if (present === undefined || present.no < next.no) note(next, "shorter");
      else if (present.no > next.no) grown.push(next);
      else if (present.hash !== next.hash) note(next, "other-entry");
    }
    return grown;
  };
  return {
    take: async (ends) => {
      const grown = await upTo(ends.at(-1)?.liftId, new Map(ends.map((end) => [end.liftId, end])));
      for (const end of await notInPlace(db, grown)) note(end, "other-entry");
    },
    finish: async () => {
      await upTo(undefined, new Map());
      return changed;
    },
  };
}

async function* signedEnds(db: Db, checkpointNo: number): AsyncGenerator<ChainEnd, undefined> {
  for (let part = 0; ; part += 1) {
    const { rows } = await sql<{ heads: Uint8Array }>`
      select heads from lifts.ledger_checkpoint_part
      where checkpoint_no = ${checkpointNo} and part = ${part}`.execute(db);
    if (rows[0] === undefined) return undefined;
    yield* unpackHeads(rows[0].heads);
  }
}

async function notInPlace(db: Db, ends: readonly ChainEnd[]): Promise<ChainEnd[]> {
  if (ends.length === 0) return [];
  const { rows } = await sql<ChainEnd>`
    select s."liftId", s.no, s.hash from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) as s("liftId" uuid, no integer, hash text)
    left join lifts.ledger_entry e on e.lift_id = s."liftId" and e.no = s.no
    where e.hash is distinct from s.hash`.execute(db);
  return rows;
}
