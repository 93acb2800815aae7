import { sql } from "kysely";
import type { Instant } from "../../kernel/clock.ts";
import { assert } from "../../kernel/result.ts";
import { type Db, json, type Tx, ts } from "../database/database.ts";

/** Who did it: a person's account, an API key, a device, or the platform's own clock. Ids only, no personal data. */
export type Actor = {
  readonly kind: "person" | "crew" | "public" | "device" | "key" | "system";
  readonly id: string;
  /** Of a crew: who of it. Absent where that is not known. */
  readonly person?: string;
};

export type Stored<E> = { readonly version: number; readonly at: Instant; readonly actor: Actor; readonly event: E };
export type Stream<E> = { readonly version: number; readonly events: readonly Stored<E>[] };

/** Somebody else wrote to the stream after it was read. Load, decide and append again. */
export class VersionConflict extends Error {}

/** The events of a stream in order; version 0 when it does not exist. */
export async function readStream<E extends { type: string }>(db: Db, stream: string): Promise<Stream<E>> {
  const { rows } = await sql<{ version: number; at: Instant; actor: Actor; body: E }>`
    select version, at, actor, body from platform.stream_event where stream = ${stream} order by version`.execute(db);
  return { version: rows.at(-1)?.version ?? 0, events: rows.map(({ body, ...row }) => ({ ...row, event: body })) };
}

/**
 * Appends after `expected`, the version that the decision was made on. Returns the new version.
 * @throws VersionConflict when the stream has moved on; the transaction must be given up.
 */
export async function appendToStream<E extends { type: string }>(
  tx: Tx,
  stream: string,
  expected: number,
  entry: { readonly events: readonly E[]; readonly at: Instant; readonly actor: Actor },
): Promise<number> {
  assert(entry.events.length > 0, "an append has at least one event");
  const next = expected + entry.events.length;
  // The head row is the lock: it orders writers of one stream before any of them writes an event.
  const head =
    expected === 0
      ? await sql`insert into platform.stream (id, version) values (${stream}, ${next}) on conflict do nothing`.execute(
          tx,
        )
      : await sql`update platform.stream set version = ${next} where id = ${stream} and version = ${expected}`.execute(
          tx,
        );
  if (head.numAffectedRows !== 1n) throw new VersionConflict(`stream ${stream} is past version ${expected}`);
  const rows = entry.events.map(
    (event, i) =>
      sql`(${stream}, ${expected + i + 1}, ${event.type}, ${json(event)}::jsonb, ${ts(entry.at)}, ${json(entry.actor)}::jsonb)`,
  );
  await sql`insert into platform.stream_event (stream, version, type, body, at, actor) values ${sql.join(rows)}`.execute(
    tx,
  );
  return next;
}

/** Runs `attempt` again while it meets a version conflict, five times at the most. */
export async function retryOnConflict<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof VersionConflict) || tries === 5) throw error;
    }
  }
}
