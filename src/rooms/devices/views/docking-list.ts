import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { LiveTopic } from "../../../platform/live/live.ts";
import { scopesOf } from "../../identity/index.ts";
import { visibleLiftCondition } from "../../lifts/index.ts";
import type { Fleet } from "../access/fleet.ts";
import { type DockingRow, dockingColumns, dockingTopic } from "../actions/docking-check.ts";
import type { DockingCheck, DockingReport, dockingList, dockingQuery } from "../contract/docking.ts";
import { dockingItems } from "../contract/docking-items.ts";
import { judgeCheck } from "./judge-check.ts";
import { maySeeLift } from "./lift-topic.ts";

type Row = DockingRow & {
  readonly registerCode: string;
  readonly place: string;
  readonly reportHash: string | null;
  readonly changed: Readonly<Record<string, number>> | null;
};

async function read(db: Db, where: RawBuilder<unknown>): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select ${dockingColumns}, v.register_code as "registerCode", v.place,
      (select r.hash from devices.docking_report r where r.check_id = d.id) as "reportHash",
      (select jsonb_object_agg(x.item, extract(epoch from x.at) * 1000) from (
        select item, max(at) as at from devices.docking_result r where r.check_id = d.id group by item) x) as changed
    from devices.docking_check d join lifts.v_lift v on v.id = d.lift_id where ${where}`.execute(db);
  return rows;
}

function checkOf({ progress, changed, clockSeconds, ...row }: Row, now: Instant): DockingCheck {
  const judged = judgeCheck(progress.shown, { ...row, clockSeconds }, row.endedAt ?? now);
  const items = dockingItems[row.kind].map(({ key }) => {
    const { state, found } = judged.get(key) ?? { state: "open" as const, found: "" };
    const at = changed?.[key];
    return { key, state, found, at: at === undefined || state === "open" ? null : Math.round(at) };
  });
  return { ...row, frames: progress.shown.frames, lastFrameAt: progress.shown.lastFrameAt, items };
}

export type DockingQuestion = { readonly viewer: Principal; readonly now: Instant };
const visibleTo = (viewer: Principal): RawBuilder<unknown> => visibleLiftCondition(scopesOf(viewer, "devices.read"));

/** Checks within the viewer's reach, newest first. */
export async function listDocking(
  db: Db,
  { viewer, now, query }: DockingQuestion & { readonly query: z.output<typeof dockingQuery> },
): Promise<z.output<typeof dockingList>> {
  const like = `%${(query.q ?? "").replace(/[\\%_]/g, "\\$&")}%`;
  const state =
    query.state === undefined ? sql`true` : query.state === "open" ? sql`d.state = 'open'` : sql`d.state <> 'open'`;
  const lift = query.liftId === undefined ? sql`true` : sql`d.lift_id = ${query.liftId}`;
  const where = sql`${visibleTo(viewer)} and ${state} and ${lift} and (v.register_code ilike ${like} or v.place ilike ${like})`;
  const total = await sql<{ n: number }>`select count(*) as n from devices.docking_check d
    join lifts.v_lift v on v.id = d.lift_id where ${where}`.execute(db);
  const after = query.after === undefined ? sql`true` : sql`d.id < ${query.after}`;
  const rows = await read(db, sql`${where} and ${after} order by d.id desc limit ${query.limit + 1}`);
  const checks = rows.slice(0, query.limit).map((row) => checkOf(row, now));
  const next = rows.length > query.limit ? (checks.at(-1)?.id ?? null) : null;
  return { checks, total: total.rows[0]?.n ?? 0, next };
}

export async function oneDocking(
  db: Db,
  { viewer, now, id }: DockingQuestion & { readonly id: string },
): Promise<DockingCheck | undefined> {
  const [row] = await read(db, sql`d.id = ${id} and ${visibleTo(viewer)}`);
  return row && checkOf(row, now);
}

/** The signed report of a check that has ended with one. */
export async function dockingReportOf(db: Db, id: string): Promise<DockingReport | undefined> {
  const { rows } = await sql<DockingReport>`select text, hash, key_id as "keyId", public_key as "publicKey", signature
    from devices.docking_report where check_id = ${id}`.execute(db);
  return rows[0];
}

/** Live topic `docking:<checkId>`: the check, whenever its watcher or a person has changed it. */
export function dockingLive(db: Db, fleet: Fleet, now: () => Instant): LiveTopic<Principal, DockingCheck> {
  const load = async (keys: readonly string[]): Promise<DockingCheck[]> =>
    (await read(db, sql`d.id = any(${keys}::uuid[])`)).map((row) => checkOf(row, now()));
  const isId = (arg: string): boolean => /^[0-9a-f-]{36}$/.test(arg);
  const sees = (viewer: Principal, arg: string, row: DockingCheck): boolean =>
    row.id === arg && maySeeLift(fleet, viewer, row.liftId);
  return {
    name: dockingTopic,
    snapshot: async (viewer, arg) => (isId(arg) ? (await load([arg])).filter((row) => sees(viewer, arg, row)) : []),
    load,
    keyOf: ({ id }) => id,
    concerns: (arg, key) => arg === key,
    sees,
  };
}
