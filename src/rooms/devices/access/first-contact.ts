import { createHash } from "node:crypto";
import { sql } from "kysely";
import { type Instant, minutes, seconds } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { Claim, ClaimReply } from "../contract/waiting.ts";
import { readSetting } from "../views/read-setting.ts";
import { type Knock, newcomerCode } from "./find-login.ts";
import { secretHashOf } from "./secrets.ts";

/**
 * First contact. A device that nobody knows logs in as `new-<code>` with a secret that it has chosen itself: unknown → waiting (a row
 * with the secret's hash; nothing that it sends is taken) → approved by a person (that hash becomes the lift's login, so that the
 * device comes in with what it has) or refused → gone, `waitingListSeconds` after it was first seen or decided about.
 * The list is bounded, in all and for each code, and so is the rate at which anybody may get onto it.
 */
export type FirstContact = {
  /** Refuses with DEVICES_WRONG_LOGIN (the name is none of a newcomer's), DEVICES_WEAK_SECRET, DEVICES_WAITING_FULL. */
  readonly knock: (knock: Knock & { readonly address: string; readonly claim?: Claim }) => Promise<Result<ClaimReply>>;
};

const waitingMax = 1_000;
const waitingMaxOfCode = 3;
/** A carrier puts hundreds of devices behind one address. */
const perMinute = { address: 60, all: 300 };
const addressesMax = 10_000;

export function createFirstContact({ database, clock }: Pick<Platform, "database" | "clock">): FirstContact {
  const mayAsk = createBrake(() => clock.now());
  return {
    knock: async ({ username, password, address, claim = {} }) => {
      const code = newcomerCode(username);
      if (code === undefined) return refuse("DEVICES_WRONG_LOGIN");
      if (!isStrong(password)) return refuse("DEVICES_WEAK_SECRET");
      if (!mayAsk(address)) return refuse("DEVICES_WAITING_FULL");
      const now = clock.now();
      const newcomer = { code, password, fingerprint: fingerprintOf(code, password), address, claim };
      return database.transaction((tx) => takeKnock(tx, newcomer, now));
    },
  };
}

/** Long and not of a few letters: it is a device's, made by chance, and no person has to remember it. */
const isStrong = (secret: string): boolean => /^[\x21-\x7e]{24,128}$/.test(secret) && new Set(secret).size >= 10;

/** The same is computed in the device, or by `printf '%s\n%s' CODE SECRET | sha256sum | cut -c1-16`. */
export const fingerprintOf = (code: string, secret: string): string =>
  createHash("sha256").update(`${code}\n${secret}`).digest("hex").slice(0, 16);

type Newcomer = {
  readonly code: string;
  readonly password: string;
  readonly fingerprint: string;
  readonly address: string;
  readonly claim: Claim;
};
type Row = { id: string; state: "waiting" | "approved" | "refused"; since: Instant };

async function takeKnock(tx: Tx, newcomer: Newcomer, now: Instant): Promise<Result<ClaimReply>> {
  const { seconds: lasts } = await readSetting(tx, "waitingListSeconds", now);
  const known = await seeAgain(tx, newcomer, now);
  const row = known ?? (await putOnList(tx, newcomer, now));
  if (row === undefined) return refuse("DEVICES_WAITING_FULL");
  // It was let in, and did not come in all the same: its secret is another one by now.
  const state = row.state === "approved" ? "ended" : row.state;
  return ok({ state, fingerprint: newcomer.fingerprint, endsAt: row.since + seconds(lasts) });
}

async function seeAgain(
  tx: Tx,
  { code, fingerprint, address, claim }: Newcomer,
  now: Instant,
): Promise<Row | undefined> {
  const { maker = null, serial = null, model = null, dialect = null } = claim;
  const { rows } = await sql<Row>`
    update devices.waiting set last_seen_at = ${ts(now)}, knocks = knocks + 1, address = ${address},
      maker = coalesce(maker, ${maker}), serial = coalesce(serial, ${serial}), model = coalesce(model, ${model}),
      dialect = coalesce(dialect, ${dialect})
    where code = ${code} and fingerprint = ${fingerprint}
    returning id, state, coalesce(decided_at, first_seen_at) as since`.execute(tx);
  return rows[0];
}

/** Undefined where the list, or its share of this code, is full. One at a time, or two could take the last place. */
async function putOnList(tx: Tx, newcomer: Newcomer, now: Instant): Promise<Row | undefined> {
  await sql`select pg_advisory_xact_lock(hashtext('devices.waiting'))`.execute(tx);
  const { code, fingerprint, address, password } = newcomer;
  const { maker = null, serial = null, model = null, dialect = null } = newcomer.claim;
  const { salt, hash } = secretHashOf(password);
  const { rows } = await sql<Row>`
    insert into devices.waiting (id, code, fingerprint, salt, secret_hash, maker, serial, model, dialect, address, first_seen_at, last_seen_at)
    select ${newId()}::uuid, ${code}, ${fingerprint}, ${salt}, ${hash}, ${maker}::text, ${serial}::text, ${model}::text, ${dialect}::text,
      ${address}, ${ts(now)}, ${ts(now)}
    where (select count(*) from devices.waiting where state = 'waiting') < ${waitingMax}
      and (select count(*) from devices.waiting where state = 'waiting' and code = ${code}) < ${waitingMaxOfCode}
    on conflict (code, fingerprint) do update set last_seen_at = excluded.last_seen_at
    returning id, state, first_seen_at as since`.execute(tx);
  return rows[0];
}

/** Rows whose time is over. */
export async function endWaiting({ database }: Pick<Platform, "database">, now: Instant): Promise<void> {
  const { seconds: lasts } = await readSetting(database.db, "waitingListSeconds", now);
  await sql`delete from devices.waiting where coalesce(decided_at, first_seen_at) < ${ts(now - seconds(lasts))}`.execute(
    database.db,
  );
}

/** Counts knocks by the minute, of each address and of all. In memory: a restart gives everybody a new minute. */
function createBrake(now: () => Instant): (address: string) => boolean {
  let minute = 0;
  let all = 0;
  let byAddress = new Map<string, number>();
  return (address) => {
    const at = Math.floor(now() / minutes(1));
    if (at !== minute) [minute, all, byAddress] = [at, 0, new Map()];
    const own = (byAddress.get(address) ?? 0) + 1;
    if (own > perMinute.address || all >= perMinute.all || byAddress.size >= addressesMax) return false;
    byAddress.set(address, own);
    all += 1;
    return true;
  };
}
