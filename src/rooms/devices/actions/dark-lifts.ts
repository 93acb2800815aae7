import { sql } from "kysely";
import { type Instant, seconds } from "../../../kernel/clock.ts";
import { type LiftId, newId } from "../../../kernel/ids.ts";
import { type Db, type Tx, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { enqueue, type WorkHandler } from "../../../platform/work/work.ts";
import { recordTraces, type Trace } from "../../lifts/index.ts";
import type { Fleet } from "../access/fleet.ts";
import { liftDark, liftDarkEnded } from "../facts.ts";
import { readSetting } from "../views/read-setting.ts";

/**
 * Dark lifts (失联): a device that was silent for `darkSeconds`. Heard → dark, found in the night and told once (`LiftDark`) → ended, as
 * soon as it is heard again, looked for every minute, or at night when its login or its lift has gone. One darkness is one row by
 * device and last sign of life, so that a night that runs twice, or breaks off, tells nothing twice.
 */
const name = "devices/look-for-dark-lifts";
const dayMs = 86_400_000;
/** 02:40 in China. */
const atNightMs = (18 * 60 + 40) * 60_000;
const batchMax = 200;
const foundMax = 10_000;
const roundsMax = 1_000;
const heardAtOnce = 5_000;
/** Lifts that nobody is to keep in touch with. */
const gone = sql`('stopped', 'moved', 'scrapped', 'cancelled')`;

type Means = { readonly platform: Platform; readonly fleet: Fleet };
const system = { kind: "system", id: "dark-lifts" } as const;

const nextNight = (now: Instant): Instant => {
  const today = Math.floor(now / dayMs) * dayMs + atNightMs;
  return today > now ? today : today + dayMs;
};

export function nightlyDarkLifts(means: Means): { handler: WorkHandler; start: () => Promise<void> } {
  const { database, clock } = means.platform;
  const ask = (tx: Tx): Promise<void> =>
    enqueue(tx, name, { key: "nightly", payload: {}, dueAt: nextNight(clock.now()) });
  return {
    handler: {
      name,
      run: async (job) => {
        await lookForDarkLifts(means, clock.now());
        await database.transaction(async (tx) => {
          await job.finish(tx);
          await ask(tx);
        });
      },
    },
    start: () => database.transaction(ask),
  };
}

async function lookForDarkLifts(means: Means, now: Instant): Promise<void> {
  const { database } = means.platform;
  await rememberHeard(means);
  const { seconds: after } = await readSetting(database.db, "darkSeconds", now);
  for (let round = 0; round < roundsMax; round += 1) {
    const found = await findSilent(database.bulk, now - seconds(after));
    for (let from = 0; from < found.length; from += batchMax)
      await database.transaction((tx) => tellDark(tx, means, { found: found.slice(from, from + batchMax), now }));
    if (found.length < foundMax) break;
  }
  await endWhereGone(means, now);
}

/** What memory knows of the last frames outlives a restart here: states of the day do so by themselves. */
async function rememberHeard({ platform, fleet }: Means): Promise<void> {
  let ids: string[] = [];
  let times: Date[] = [];
  const write = async (): Promise<void> => {
    if (ids.length === 0) return;
    await sql`insert into devices.last_heard (device_id, at) select * from unnest(${ids}::uuid[], ${times}::timestamptz[])
      on conflict (device_id) do update set at = excluded.at
      where excluded.at > last_heard.at + interval '1 minute'`.execute(platform.database.bulk);
    [ids, times] = [[], []];
  };
  for (const { id, heardAt } of fleet.all()) {
    if (heardAt === 0) continue;
    ids.push(id);
    times.push(ts(heardAt));
    if (ids.length === heardAtOnce) await write();
  }
  await write();
}

type Silent = {
  readonly liftId: LiftId;
  readonly deviceId: string;
  readonly since: Instant;
  readonly neverHeard: boolean;
};
type Dark = Silent & { readonly id: string };

/** Silent since before, and not yet told so. */
async function findSilent(db: Db, before: Instant): Promise<Silent[]> {
  const { rows } = await sql<Silent>`
    select c.id as "deviceId", c.lift_id as "liftId", coalesce(h.at, c.enrolled_at) as since, h.at is null as "neverHeard"
    from devices.credential c left join devices.last_heard h on h.device_id = c.id
    where coalesce(h.at, c.enrolled_at) < ${ts(before)} and c.revoked_at is null
      and not exists (select 1 from devices.dark d where d.device_id = c.id and (d.ended_at is null or d.since >= coalesce(h.at, c.enrolled_at)))
      and coalesce((select v.registration from lifts.v_lift v where v.id = c.lift_id), 'cancelled') not in ${gone}
    order by c.id limit ${foundMax}`.execute(db);
  return rows;
}

async function tellDark(
  tx: Tx,
  { platform }: Means,
  { found, now }: { readonly found: readonly Silent[]; readonly now: Instant },
): Promise<void> {
  const { rows } = await sql<{ id: string; deviceId: string }>`
    insert into devices.dark (id, lift_id, device_id, since, never_heard, found_at)
    select d.*, ${ts(now)} from unnest(${found.map(() => newId())}::uuid[], ${found.map(({ liftId }) => liftId)}::uuid[],
      ${found.map(({ deviceId }) => deviceId)}::uuid[], ${found.map(({ since }) => ts(since))}::timestamptz[],
      ${found.map(({ neverHeard }) => neverHeard)}::boolean[]) as d
    on conflict do nothing returning id, device_id as "deviceId"`.execute(tx);
  const ids = new Map(rows.map(({ id, deviceId }) => [deviceId, id]));
  const dark = found.flatMap((row) => {
    const id = ids.get(row.deviceId);
    return id === undefined ? [] : [{ id, ...row }];
  });
  await recordTraces(
    tx,
    dark.map(({ liftId, ...row }) => traceOf({ liftId, kind: "device-dark", doneAt: row.since, now, body: row })),
  );
  for (const { id, ...row } of dark)
    await platform.facts.publish(tx, liftDark, { key: id, body: { ...row, foundAt: now }, at: now });
}

const traceOf = ({ now, ...told }: { now: Instant } & Pick<Trace, "liftId" | "kind" | "doneAt" | "body">): Trace => ({
  ...told,
  room: "devices",
  recordedAt: now,
  actor: system,
});

/** Every minute: a dark lift whose device was heard is dark no more. Bounded by what one look takes; the next goes on. */
export async function endDarkness(means: Means, now: Instant): Promise<void> {
  const { rows } =
    await sql<Dark>`select id, lift_id as "liftId", device_id as "deviceId", since, never_heard as "neverHeard"
    from devices.dark where ended_at is null order by id limit 10000`.execute(means.platform.database.bulk);
  const back = rows.flatMap((row) => {
    const at = means.fleet.byId(row.deviceId)?.heardAt ?? 0;
    return at > row.since ? [{ ...row, at }] : [];
  });
  for (let from = 0; from < back.length; from += batchMax)
    await means.platform.database.transaction((tx) =>
      endBatch(tx, means, { ended: back.slice(from, from + batchMax), now }),
    );
}

type Ended = Dark & { readonly at: Instant };

async function endBatch(
  tx: Tx,
  { platform }: Means,
  { ended, now }: { readonly ended: readonly Ended[]; readonly now: Instant },
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update devices.dark d set ended_at = e.at
    from unnest(${ended.map(({ id }) => id)}::uuid[], ${ended.map(({ at }) => ts(at))}::timestamptz[]) as e (id, at)
    where d.id = e.id and d.ended_at is null returning d.id`.execute(tx);
  const written = new Set(rows.map(({ id }) => id));
  const own = ended.filter(({ id }) => written.has(id));
  await recordTraces(
    tx,
    own.map(({ id, liftId, deviceId, since, at }) =>
      traceOf({ liftId, kind: "device-heard-again", doneAt: at, now, body: { id, deviceId, since } }),
    ),
  );
  for (const { id, liftId, deviceId, since, at } of own)
    await platform.facts.publish(tx, liftDarkEnded, {
      key: id,
      body: { liftId, deviceId, since, endedAt: at },
      at: now,
    });
}

/** A login that was ended, or a lift out of use, need not speak any more. */
async function endWhereGone(means: Means, now: Instant): Promise<void> {
  const { rows } = await sql<Dark>`
    select d.id, d.lift_id as "liftId", d.device_id as "deviceId", d.since, d.never_heard as "neverHeard" from devices.dark d
    where d.ended_at is null and not exists (
      select 1 from devices.credential c join lifts.v_lift v on v.id = c.lift_id
      where c.id = d.device_id and c.revoked_at is null and v.registration not in ${gone})
    order by d.id limit 10000`.execute(means.platform.database.bulk);
  const ended = rows.map((row) => ({ ...row, at: now }));
  for (let from = 0; from < ended.length; from += batchMax)
    await means.platform.database.transaction((tx) =>
      endBatch(tx, means, { ended: ended.slice(from, from + batchMax), now }),
    );
}
