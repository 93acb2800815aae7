import { sql, type Transaction } from "kysely";

type Tx = Transaction<unknown>;

/** Bells that a running transaction will ring, by transaction; they go out in one statement, last before the commit. */
const waiting = new WeakMap<Tx, Map<string, { channel: string; payload: string }>>();

/** Rings a channel when the transaction commits (NOTIFY). The same bell twice is one. */
export async function ringAtCommit(tx: Tx, channel: string, payload: string): Promise<void> {
  const bells = waiting.get(tx);
  if (bells === undefined) await sql`select pg_notify(${channel}, ${payload})`.execute(tx);
  else bells.set(`${channel} ${payload}`, { channel, payload });
}

/** Runs `work` in the transaction and then rings what it has asked for: one round trip instead of one for each bell. */
export async function withBells<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  const bells = new Map<string, { channel: string; payload: string }>();
  waiting.set(tx, bells);
  const result = await work(tx);
  if (bells.size > 0) {
    const rung = [...bells.values()];
    await sql`select pg_notify(c, p) from unnest(${rung.map((bell) => bell.channel)}::text[], ${rung.map((bell) => bell.payload)}::text[]) as bell (c, p)`.execute(
      tx,
    );
  }
  return result;
}
