import { sql } from "kysely";
import type { Instant } from "../../kernel/clock.ts";
import { type Db, type Tx, ts, tsOrNull } from "../database/database.ts";
import { ringWork } from "../work/work.ts";
import type { Channel } from "./gateways/gateway.ts";
import type { NoticeId } from "./notify.ts";
import type { Sending } from "./sending-steps.ts";

export type SendingRow = Sending & {
  readonly id: NoticeId;
  readonly key: string;
  readonly channel: Channel;
  readonly recipient: string;
  readonly recipientName: string;
  readonly subject: string;
  readonly purpose: string;
  readonly body: string;
};

type Channels = readonly Channel[];

export async function findDue(db: Db, channels: Channels, now: Instant, limit: number): Promise<NoticeId[]> {
  if (limit <= 0 || channels.length === 0) return [];
  const { rows } = await sql<{ id: NoticeId }>`
    select notice_id as id from platform.notice_sending
    where due_at <= ${ts(now)} and channel = any(${channels}::text[]) order by due_at limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Those that ran out while there was no gateway: a person has seen them in the outbox. */
export async function dropOld(db: Db, now: Instant): Promise<void> {
  await sql`update platform.notice_sending set due_at = null
    where due_at is not null and attempts = 0 and expires_at < ${ts(now)}`.execute(db);
}

/** The same telling by another channel: asked at the same moment for the same reason, to the same number or to the same one's page. */
export async function loadSending(db: Db, id: NoticeId): Promise<SendingRow | undefined> {
  const { rows } = await sql<SendingRow>`
    select n.id, n.notice_key as key, n.channel, n.recipient, n.recipient_name as "recipientName", n.subject, n.purpose, n.body,
      n.asked_at as "askedAt", n.expires_at as "expiresAt", s.attempts, s.unclear, s.begun_at as "begunAt",
      s.accepted_at as "acceptedAt", s.fallback,
      array(select f.fact from platform.notice_fact f where f.notice_id = n.id) as facts,
      exists (select 1 from platform.notice o join platform.notice_fact f on f.notice_id = o.id
              where o.subject = n.subject and o.asked_at = n.asked_at and o.purpose = n.purpose
                and o.recipient_name = n.recipient_name and o.id <> n.id
                and (o.recipient = n.recipient or o.channel in ('live', 'push') or n.channel = 'push')
                and f.fact in ('delivered', 'answered', 'expired')) as "heardOtherwise"
    from platform.notice_sending s join platform.notice n on n.id = s.notice_id
    where s.notice_id = ${id} and s.due_at is not null`.execute(db);
  return rows[0];
}

/**
 * Notes that an attempt begins. Until `leaseUntil` nobody else looks at it; a process that dies meanwhile leaves `begun_at`.
 * @returns false when another process was quicker.
 */
export async function beginAttempt(db: Db, id: NoticeId, at: { now: Instant; leaseUntil: Instant }): Promise<boolean> {
  const done = await sql`update platform.notice_sending
    set begun_at = ${ts(at.now)}, attempts = attempts + 1, due_at = ${ts(at.leaseUntil)}
    where notice_id = ${id} and begun_at is null and due_at <= ${ts(at.now)}`.execute(db);
  return done.numAffectedRows === 1n;
}

export type SendingChange = {
  readonly due: Instant | null;
  readonly unclear?: number;
  readonly accepted?: { readonly at: Instant; readonly reference: string | null };
};

/** How an attempt has ended, or that there is nothing more to do. */
export async function settle(tx: Tx | Db, id: NoticeId, change: SendingChange): Promise<void> {
  const { due, unclear, accepted } = change;
  await sql`update platform.notice_sending set begun_at = null, due_at = ${tsOrNull(due)},
      unclear = coalesce(${unclear ?? null}::int, unclear),
      accepted_at = coalesce(${tsOrNull(accepted?.at)}::timestamptz, accepted_at),
      reference = coalesce(${accepted?.reference ?? null}::text, reference)
    where notice_id = ${id}`.execute(tx);
}

/** A telling by our id, or by the gateway's own name of it. */
export async function noticeOfReport(
  db: Db,
  report: { readonly id: string | null; readonly reference: string | null },
): Promise<NoticeId | undefined> {
  const { rows } = await sql<{ id: NoticeId }>`
    select notice_id as id from platform.notice_sending
    where notice_id = ${report.id}::uuid or reference = ${report.reference}
    order by (notice_id = ${report.id}::uuid) desc nulls last limit 1`.execute(db);
  return rows[0]?.id;
}

/** A gateway has reported a failure: the next channel, if one is named, does not wait for the silence to end. */
export async function hastenFallback(tx: Tx, id: NoticeId, now: Instant): Promise<void> {
  await sql`update platform.notice_sending set due_at = ${ts(now)}
    where notice_id = ${id} and accepted_at is not null and due_at is not null`.execute(tx);
  await ringWork(tx);
}
