import { hash } from "node:crypto";
import { sql } from "kysely";
import type pg from "pg";
import { dayInChina } from "../../../kernel/china-time.ts";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { assert, ok, type Result, refuse } from "../../../kernel/result.ts";
import { ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { DueRows } from "../../../platform/work/work.ts";
import { auditHead, recordAudit } from "../../identity/index.ts";
import type { Checkpoint } from "../contract.ts";
import { auditLeaf, beforeFirstCheckpoint, checkpointText, leavesOf, rootsWithAudit } from "../model/checkpoint.ts";
import { type ChainEnd, headsPerPart, packHeads } from "../model/checkpoint-heads.ts";
import { rootOf, type Sha256 } from "../model/merkle.ts";
import { lastCheckpoint } from "../views/read-checkpoints.ts";
import { type ChangedEnd, checkEnds } from "./check-ends.ts";
import type { CheckpointKey } from "./checkpoint-key.ts";
import { noticeOlderDatabase, rememberCheckpoint } from "./checkpoint-memory.ts";

const sha256: Sha256 = (data) => hash("sha256", data, "hex");

/** Any number that nothing else in this database locks. */
const advisoryLock = 7_321_861;

type Asked = {
  readonly principal: Principal;
  readonly address: string;
  /** Also over chains that are no longer what was signed: somebody has looked into it. */
  readonly knowingly: boolean;
};

/** Reading all ends again and again would not mend them. */
const lookAgainMs = minutes(60);

export type Signer = {
  /**
   * Signs the ends of all chains as they are now. Refused: LIFTS_CHECKPOINT_BUSY while another is being made, LIFTS_ENDS_CHANGED
   * when chains are no longer what the last checkpoint signed, unless a person (`asked`) wants it knowingly; the audit then names the lifts.
   */
  readonly signNow: (asked?: Asked) => Promise<Result<Checkpoint>>;
  /** Once a day of the Chinese calendar, as soon as it has begun; days that were missed are made up by one, which says its time. */
  readonly due: DueRows;
  /** Gives up what is under way: it has written nothing that counts. */
  readonly stop: () => void;
};

export function checkpointSigner(platform: Platform, key: CheckpointKey): Signer {
  const { database, clock, log } = platform;
  let stopping = false;
  let notBefore: Instant = 0;
  let signedDay: string | undefined;
  const signNow = async (asked?: Asked): Promise<Result<Checkpoint>> => {
    const client = await database.connect();
    try {
      const { rows } = await client.query<{ locked: boolean }>("select pg_try_advisory_lock($1) as locked", [
        advisoryLock,
      ]);
      if (rows[0]?.locked !== true) return refuse("LIFTS_CHECKPOINT_BUSY");
      const making = {
        platform,
        key,
        client,
        now: clock.now(),
        stopping: () => stopping,
        knowingly: asked?.knowingly === true,
      };
      const made = await makeCheckpoint(making);
      if (!made.ok) return made;
      signedDay = made.value.checkpoint.day;
      if (asked !== undefined) await auditAsked(platform, asked, made.value);
      return ok(made.value.checkpoint);
    } finally {
      await client.end();
    }
  };
  return {
    signNow,
    due: {
      name: "lifts.sign-checkpoint",
      find: async (now) => {
        if (now < notBefore) return [];
        const day = dayInChina(now);
        if (signedDay !== day) signedDay = (await lastCheckpoint(database.db))?.day;
        return signedDay === day || stopping ? [] : [day];
      },
      run: async (_day, now) => {
        const made = await signNow();
        if (made.ok || made.refusal.code === "LIFTS_CHECKPOINT_BUSY") return;
        notBefore = now + lookAgainMs;
        log.error(
          made.refusal.params ?? {},
          "chains are no longer what the last checkpoint signed: nothing is signed until somebody has looked into it (sp verify-ledger, then sp sign-checkpoint knowingly)",
        );
      },
    },
    stop: () => {
      stopping = true;
    },
  };
}

type Made = { readonly checkpoint: Checkpoint; readonly changed: readonly ChangedEnd[] };

const auditAsked = ({ database, clock }: Platform, asked: Asked, { checkpoint, changed }: Made): Promise<void> =>
  database.transaction((tx) =>
    recordAudit(tx, {
      principal: asked.principal,
      address: asked.address,
      act: "lifts.checkpoint-signed",
      target: `lifts/checkpoint-${checkpoint.no}`,
      outcome: "done",
      ...(changed.length === 0 ? {} : { detail: { changed } }),
      at: clock.now(),
    }),
  );

type Making = {
  readonly platform: Platform;
  readonly key: CheckpointKey;
  readonly client: pg.Client;
  readonly now: Instant;
  readonly stopping: () => boolean;
  /** Also over chains that are no longer what was signed. */
  readonly knowingly: boolean;
};

async function makeCheckpoint(making: Making): Promise<Result<Made>> {
  const { platform, key, now } = making;
  const { database } = platform;
  const last = await lastCheckpoint(database.db);
  await noticeOlderDatabase(platform, last);
  const no = (last?.no ?? 0) + 1;
  const ends = await readEnds(making, no);
  const [first] = ends.changed;
  if (first !== undefined && !making.knowingly)
    return refuse("LIFTS_ENDS_CHANGED", { count: ends.changed.length, lift: first.liftId, no: first.no });
  const audit = await auditHead(database.db);
  const roots = rootsWithAudit(ends, auditLeaf({ auditNo: audit.no, auditHash: audit.hash }, sha256), sha256);
  const facts = {
    no,
    day: dayInChina(now),
    at: new Date(now).toISOString(),
    lifts: ends.lifts,
    entries: ends.entries,
    auditNo: audit.no,
    auditHash: audit.hash,
    root: rootOf(roots, sha256),
    previousHash: last?.hash ?? beforeFirstCheckpoint,
    keyId: key.keyId,
  };
  const text = checkpointText(facts);
  const made = { ...facts, at: now, hash: sha256(text), signature: key.sign(text), publicKey: key.publicKey };
  await keep(platform, made);
  await rememberCheckpoint(platform.config.dataDir, made);
  return ok({ checkpoint: made, changed: ends.changed });
}

/**
 * All ends as of one moment (a snapshot that only reads holds nobody up), a part at a time: between two parts the process
 * does what else is to be done.
 */
async function readEnds(making: Making, no: number): Promise<Ends> {
  const { client, platform } = making;
  const roots: string[] = [];
  let [lastLeaves, lifts, entries]: [string[], number, number] = [[], 0, 0];
  const check = checkEnds(platform.database.bulk, no - 1);
  await sql`delete from lifts.ledger_checkpoint_part where checkpoint_no = ${no}`.execute(platform.database.bulk);
  await client.query("begin isolation level repeatable read read only");
  await client.query(
    `declare ends no scroll cursor for
     select lift_id as "liftId", no, hash from lifts.ledger_head where no > 0 order by lift_id`,
  );
  for (let part = 0; ; part += 1) {
    if (making.stopping()) throw new Error("the platform stops; the checkpoint is made at the next start");
    const { rows } = await client.query<ChainEnd>(`fetch ${headsPerPart} from ends`);
    if (rows.length === 0) break;
    lastLeaves = leavesOf(rows, sha256);
    const root = rootOf(lastLeaves, sha256);
    roots.push(root);
    lifts += rows.length;
    entries += rows.reduce((sum, end) => sum + end.no, 0);
    await keepPart(platform, { no, part, ends: rows, root });
    await check.take(rows);
  }
  await client.query("commit");
  return { roots, lastLeaves, lifts, entries, changed: await check.finish() };
}

type Ends = {
  readonly roots: readonly string[];
  readonly lastLeaves: readonly string[];
  readonly lifts: number;
  readonly entries: number;
  readonly changed: readonly ChangedEnd[];
};

async function keepPart(
  { database }: Platform,
  { no, part, ends, root }: { no: number; part: number; ends: readonly ChainEnd[]; root: string },
): Promise<void> {
  const [first, last] = [ends[0], ends.at(-1)];
  assert(first && last, "a part has ends");
  await sql`
    insert into lifts.ledger_checkpoint_part (checkpoint_no, part, first_lift_id, last_lift_id, heads, root)
    values (${no}, ${part}, ${first.liftId}, ${last.liftId}, ${packHeads(ends)}, ${root})`.execute(database.bulk);
}

/** An export that is under way still reads the parts of the one before; older ones go. */
async function keep({ database }: Platform, made: Checkpoint): Promise<void> {
  await database.transaction((tx) =>
    sql`
      insert into lifts.ledger_checkpoint (no, day, at, lifts, entries, audit_no, audit_hash, root, previous_hash,
        key_id, public_key, hash, signature)
      values (${made.no}, ${made.day}, ${ts(made.at)}, ${made.lifts}, ${made.entries}, ${made.auditNo},
        ${made.auditHash}, ${made.root}, ${made.previousHash}, ${made.keyId}, ${made.publicKey}, ${made.hash},
        ${made.signature})`.execute(tx),
  );
  await sql`delete from lifts.ledger_checkpoint_part where checkpoint_no < ${made.no - 1}`.execute(database.bulk);
}
