import { type Clock, type Instant, seconds } from "../../kernel/clock.ts";
import type { Database, Tx } from "../database/database.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { DueRows } from "../work/work.ts";
import { GatewayHealth } from "./gateway-health.ts";
import type { Gateways } from "./gateways/create-gateways.ts";
import { codeOf, type Sent } from "./gateways/gateway.ts";
import { askNotice, type NoticeFact, type NoticeId, recordNoticeFact } from "./notify.ts";
import { beginAttempt, findDue, loadSending, type SendingRow, settle } from "./sending-rows.ts";
import { afterAttempt, stepOf } from "./sending-steps.ts";

export type SendingMeans = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
};

/** So many attempts at once: a gateway that hangs must leave room for the work of rescues. */
const atOnceMax = 16;
/** Longer than a gateway may take to answer. */
const leaseSeconds = 10;
const by = (channel: string) => ({ kind: "system" as const, id: `${channel}-gateway` });

/** Tellings that wait for their gateway. Numbers stand in the database and in what is sent, never in the log. */
export function noticeSending(means: SendingMeans, gateways: Gateways): DueRows {
  const outcomes = means.metrics.counter("sp_notice_attempts_total", "attempts to send by a gateway", [
    "channel",
    "outcome",
  ]);
  const health = new Map([...gateways.keys()].map((channel) => [channel, new GatewayHealth()]));
  const sender = {
    ...means,
    gateways,
    health,
    count: (channel: string, outcome: string) => outcomes.inc({ channel, outcome }),
  };
  let busy = 0;
  return {
    name: "platform/notice-sending",
    find: (now, limit) => findDue(means.database.db, [...gateways.keys()], now, Math.min(limit, atOnceMax - busy)),
    run: async (key, now) => {
      busy += 1;
      try {
        await advance(sender, key as NoticeId, now);
      } finally {
        busy -= 1;
      }
    },
  };
}

type Sender = SendingMeans & {
  readonly gateways: Gateways;
  readonly health: ReadonlyMap<string, GatewayHealth>;
  readonly count: (channel: string, outcome: string) => void;
};

async function advance(sender: Sender, id: NoticeId, now: Instant): Promise<void> {
  const { database } = sender;
  const row = await loadSending(database.db, id);
  if (row === undefined) return;
  const health = sender.health.get(row.channel);
  switch (stepOf(row, now, health?.isDead(now) ?? true)) {
    case "over":
      return settle(database.db, id, { due: null });
    case "next-channel":
      return database.transaction(async (tx) => {
        await settle(tx, id, { due: null });
        await askNextChannel(tx, row, now);
      });
    case "told-otherwise":
      return end(sender, row, { fact: "expired", detail: "told otherwise", now });
    case "too-late":
      return end(
        sender,
        row,
        row.attempts === 0 ? { fact: "expired", now } : { fact: "failed", detail: "gateway: too-late", now },
      );
    case "cut-off":
      return settleAttempt(sender, row, { outcome: "unclear", code: "restart" });
    case "gateway-dead":
      return fail(sender, row, "dead", now);
    case "wait":
      return settle(database.db, id, { due: Math.max(now + 1_000, health?.deadUntil ?? 0) });
    case "send":
      return attempt(sender, row, now);
  }
}

/** The gateway is asked outside of any transaction, between two that note it. */
async function attempt(sender: Sender, row: SendingRow, now: Instant): Promise<void> {
  const gateway = sender.gateways.get(row.channel);
  const leaseUntil = now + seconds(leaseSeconds);
  if (gateway === undefined || !(await beginAttempt(sender.database.db, row.id, { now, leaseUntil }))) return;
  const { id, channel, recipient, purpose, body, expiresAt } = row;
  const sent = await gateway
    .send({ id, channel, to: recipient, purpose, text: body, expiresAt })
    // A bug of an adapter: nobody knows how far it came. Only its kind is kept, its words may hold a number.
    .catch((error: unknown): Sent => ({ outcome: "unclear", code: codeOf((error as Error)?.name, "failure") }));
  await settleAttempt(sender, { ...row, attempts: row.attempts + 1 }, sent);
}

async function settleAttempt(sender: Sender, row: SendingRow, sent: Sent): Promise<void> {
  const { database, clock, log } = sender;
  const { id, channel, purpose } = row;
  const now = clock.now();
  const code = sent.outcome === "accepted" ? undefined : sent.code;
  sender.count(channel, sent.outcome);
  if (code !== undefined)
    log.warn(
      { channel, purpose, notice: id, to: masked(row.recipient), outcome: sent.outcome, code },
      "a telling was not taken by its gateway",
    );
  if (code !== "restart" && sender.health.get(channel)?.note(sent, now))
    log.error({ channel, code }, "the gateway does not answer: tellings go by the next channel or wait in the outbox");
  const after = afterAttempt(row, sent, now);
  switch (after.what) {
    case "again":
      return settle(database.db, id, { due: after.due, unclear: after.unclear });
    case "failed":
      return fail(sender, row, after.code, now);
    case "sent":
      return database.transaction(async (tx) => {
        await settle(tx, id, { due: after.due, accepted: { at: now, reference: after.reference } });
        const detail = after.detail === null ? {} : { detail: after.detail };
        await recordNoticeFact(tx, id, { fact: "sent", at: now, ...detail, actor: by(channel) });
      });
  }
}

/** Given up: seen in the outbox, and the next channel is asked in the same transaction. */
async function fail(sender: Sender, row: SendingRow, code: string, now: Instant): Promise<void> {
  await sender.database.transaction(async (tx) => {
    await settle(tx, row.id, { due: null });
    const next = row.heardOtherwise ? null : await askNextChannel(tx, row, now);
    const detail = `gateway: ${code}${next === null ? "" : `, next: ${next}`}`;
    await recordNoticeFact(tx, row.id, { fact: "failed", at: now, detail, actor: by(row.channel) });
  });
}

type End = { readonly fact: NoticeFact; readonly detail?: string; readonly now: Instant };
const end = ({ database }: Sender, { id, channel }: SendingRow, { fact, detail, now }: End): Promise<void> =>
  database.transaction(async (tx) => {
    await settle(tx, id, { due: null });
    await recordNoticeFact(tx, id, { fact, at: now, ...(detail === undefined ? {} : { detail }), actor: by(channel) });
  });

/** The same words by the other channel, as long as there is time. Where that has no gateway, a person sees it in the outbox. */
async function askNextChannel(tx: Tx, row: SendingRow, now: Instant): Promise<"sms" | "voice" | null> {
  const { fallback, key, recipient, recipientName, subject, purpose, body, expiresAt } = row;
  if (fallback === null || expiresAt <= now) return null;
  const telling = { recipient, recipientName, subject, purpose, body, at: now, expiresAt };
  await askNotice(tx, { ...telling, key: `${key}/${fallback}`, channel: fallback });
  return fallback;
}

const masked = (number: string): string => `***${number.slice(-2)}`;
