import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import { type Db, type Tx, ts } from "../../database/database.ts";

export type PushAddress = { readonly endpoint: string; readonly p256dh: string; readonly auth: string };
export type PushSubscription = PushAddress & { readonly id: string };

/** A crew has a phone or two; more than these are phones of before. */
const phonesMax = 8;

/** Keeps a phone's address; the same again is renewed, under whoever holds the phone now. The oldest beyond eight are let go. */
export async function keepSubscription(tx: Tx, owner: string, address: PushAddress, now: Instant): Promise<void> {
  const { endpoint, p256dh, auth } = address;
  await sql`insert into platform.push_subscription (id, owner, endpoint, p256dh, auth, made_at)
    values (${newId()}, ${owner}, ${endpoint}, ${p256dh}, ${auth}, ${ts(now)})
    on conflict (endpoint) do update set owner = excluded.owner, p256dh = excluded.p256dh, auth = excluded.auth,
      made_at = excluded.made_at`.execute(tx);
  await sql`delete from platform.push_subscription where id in (
    select id from platform.push_subscription where owner = ${owner} order by made_at desc offset ${phonesMax})`.execute(
    tx,
  );
}

export async function endSubscription(tx: Tx, owner: string, endpoint: string): Promise<void> {
  await sql`delete from platform.push_subscription where owner = ${owner} and endpoint = ${endpoint}`.execute(tx);
}

/** Whether anybody would be reached. */
export async function hasSubscription(db: Db | Tx, owner: string): Promise<boolean> {
  const { rows } = await sql`select 1 from platform.push_subscription where owner = ${owner} limit 1`.execute(db);
  return rows.length > 0;
}

export async function subscriptionsOf(db: Db, owner: string): Promise<PushSubscription[]> {
  const { rows } = await sql<PushSubscription>`
    select id, endpoint, p256dh, auth from platform.push_subscription where owner = ${owner}
    order by made_at desc limit ${phonesMax}`.execute(db);
  return rows;
}

export async function noteResult(db: Db, id: string, result: string, now: Instant): Promise<void> {
  await sql`update platform.push_subscription set last_at = ${ts(now)}, last_result = ${result} where id = ${id}`.execute(
    db,
  );
}

/** The push service says that this phone takes nothing any more. */
export async function dropSubscription(db: Db, id: string): Promise<void> {
  await sql`delete from platform.push_subscription where id = ${id}`.execute(db);
}
