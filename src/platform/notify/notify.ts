import { sql } from "kysely";
import type { Instant } from "../../kernel/clock.ts";
import { type Id, newId } from "../../kernel/ids.ts";
import { type Db, json, type Tx, ts } from "../database/database.ts";
import { touch } from "../live/live.ts";
import type { Actor } from "../streams/streams.ts";
import { ringWork } from "../work/work.ts";

export type NoticeId = Id<"notice">;

/**
 * A telling to somebody: asked here, then `sent` (a gateway has taken it), `delivered`, `answered`, `failed` or `expired` as facts with
 * their own time and actor. `live` goes to a page by its live channel, `push` to the phones that asked for it; `sms` and `voice` wait in the visible outbox for a gateway
 * (`sending.ts`) or a person.
 */
export type NoticeAsk = {
  /** The same key twice is one telling. */
  readonly key: string;
  readonly channel: "live" | "push" | "sms" | "voice";
  /** Where it goes: a phone number, or `crew:<id>`, `desk`. */
  readonly recipient: string;
  readonly recipientName: string;
  /** What it is about, `<room>/<id>`. */
  readonly subject: string;
  /** A stable word for why: `use-unit-asked`, `crew-asked`, … */
  readonly purpose: string;
  readonly body: string;
  readonly at: Instant;
  readonly expiresAt: Instant;
  /** The channel that follows, to the same number, when a gateway fails at this one or it stays without a word. */
  readonly fallback?: "sms" | "voice";
};

export type NoticeFact = "sent" | "delivered" | "answered" | "failed" | "expired";

export type Notice = Omit<NoticeAsk, "key" | "at" | "fallback"> & {
  readonly id: NoticeId;
  readonly askedAt: Instant;
  readonly facts: readonly { readonly fact: NoticeFact; readonly at: Instant; readonly detail: string | null }[];
};

/** Live topic of the outbox. */
export const outboxTopic = "outbox";

/** Asks for a telling inside the transaction that causes it. */
export async function askNotice(tx: Tx, ask: NoticeAsk): Promise<void> {
  const id = newId<"notice">();
  const { rows } = await sql`
    with made as (
      insert into platform.notice (id, notice_key, channel, recipient, recipient_name, subject, purpose, body, asked_at, expires_at)
      values (${id}, ${ask.key}, ${ask.channel}, ${ask.recipient}, ${ask.recipientName}, ${ask.subject}, ${ask.purpose}, ${ask.body}, ${ts(ask.at)}, ${ts(ask.expiresAt)})
      on conflict (notice_key) do nothing returning id, channel, asked_at, expires_at
    ), to_send as (
      insert into platform.notice_sending (notice_id, channel, due_at, expires_at, fallback)
      select id, channel, asked_at, expires_at, ${ask.fallback ?? null}::text from made where channel <> 'live'
    )
    select id from made`.execute(tx);
  if (rows.length === 0) return;
  await touch(tx, outboxTopic, id);
  if (ask.channel !== "live") await ringWork(tx);
}

export type NoticeFactEntry = {
  readonly fact: NoticeFact;
  readonly at: Instant;
  readonly detail?: string;
  readonly actor: Actor;
};

/** Records what became of a telling; the same fact again is harmless. Returns the notice's subject, undefined if unknown. */
export async function recordNoticeFact(
  tx: Tx,
  noticeId: NoticeId,
  entry: NoticeFactEntry,
): Promise<string | undefined> {
  const found = await sql<{ subject: string }>`select subject from platform.notice where id = ${noticeId}`.execute(tx);
  const subject = found.rows[0]?.subject;
  if (subject === undefined) return undefined;
  await sql`insert into platform.notice_fact (notice_id, fact, at, detail, actor)
    values (${noticeId}, ${entry.fact}, ${ts(entry.at)}, ${entry.detail ?? null}, ${json(entry.actor)}::jsonb)
    on conflict do nothing`.execute(tx);
  await touch(tx, outboxTopic, noticeId);
  return subject;
}

/** The same for a telling that is known by its key; nothing when it was never asked for. */
export async function recordNoticeFactByKey(tx: Tx, key: string, entry: NoticeFactEntry): Promise<void> {
  const { rows } = await sql<{ id: NoticeId }>`select id from platform.notice where notice_key = ${key}`.execute(tx);
  if (rows[0] !== undefined) await recordNoticeFact(tx, rows[0].id, entry);
}

/** Tellings with their facts, newest first; by subject or by id, 200 at the most. */
export async function listNotices(
  db: Db,
  filter: { subjects?: readonly string[]; ids?: readonly string[] },
): Promise<Notice[]> {
  const bySubject = filter.subjects ? sql`and subject in (${sql.join(filter.subjects)})` : sql``;
  const byId = filter.ids ? sql`and id in (${sql.join(filter.ids)})` : sql``;
  const { rows } = await sql<Notice>`
    select id, channel, recipient, recipient_name as "recipientName", subject, purpose, body, asked_at as "askedAt", expires_at as "expiresAt",
      coalesce((select jsonb_agg(jsonb_build_object('fact', f.fact, 'at', floor(extract(epoch from f.at) * 1000), 'detail', f.detail) order by f.at)
                from platform.notice_fact f where f.notice_id = n.id), '[]') as facts
    from platform.notice n where true ${bySubject} ${byId} order by asked_at desc limit 200`.execute(db);
  return rows;
}
