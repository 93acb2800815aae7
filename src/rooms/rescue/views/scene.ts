import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { AskId, IncidentId } from "../../../kernel/ids.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { ReleaseProcedure, Scene, SceneFile } from "../contract/scene.ts";
import type { WithScene } from "../model/scene.ts";
import { regionsAbove } from "./clocks.ts";

/** The steps for a kind of lift in a region: its own, else the nearest region's above, the latest that is valid. */
async function procedureFor(
  db: Db,
  lift: { readonly kind: string | null; readonly regionCode: string },
  now: Instant,
): Promise<ReleaseProcedure | null> {
  if (lift.kind === null) return null;
  const above = regionsAbove(lift.regionCode);
  const { rows } = await sql<ReleaseProcedure>`
    select steps, source, certainty from rescue.release_procedure
    where ${lift.kind} = any(kinds) and region_code = any(${above})
      and valid_from <= (${ts(now)}::timestamptz at time zone 'Asia/Shanghai')::date
    order by array_position(${above}::text[], region_code), valid_from desc limit 1`.execute(db);
  return rows[0] ?? null;
}

/** Names of those who recorded something, by id. */
async function namesOf(db: Db, ids: readonly (string | null | undefined)[]): Promise<ReadonlyMap<string, string>> {
  const known = [...new Set(ids.filter((id) => typeof id === "string"))];
  if (known.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`
    select id::text, name from identity.v_person where id::text in (${sql.join(known)})`.execute(db);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

const recordersOf = ({ steps = {}, photos = [], handBack }: WithScene): (string | null | undefined)[] => [
  ...Object.values(steps).map(({ by }) => by),
  ...photos.map(({ by }) => by),
  handBack?.by,
];

/** What was recorded at the lift, beside the steps that are to be done. */
function presentScene(state: WithScene, procedure: ReleaseProcedure | null, names: ReadonlyMap<string, string>): Scene {
  const name = (by: string | null): string | null => (by === null ? null : (names.get(by) ?? null));
  const { steps = {}, photos = [], handBack = null } = state;
  return {
    procedure,
    steps: Object.entries(steps)
      .map(([step, { done, at, by }]) => ({ step, done, at, by: name(by) }))
      .sort((a, b) => a.at - b.at),
    photos: photos.map(({ photoId, step, at, by }) => ({ photoId, step, at, by: name(by) })),
    handBack: handBack === null ? null : { at: handBack.at, signed: handBack.signed, by: name(handBack.by) },
  };
}

type OfAsk = {
  readonly askId: AskId;
  readonly state: WithScene & { readonly regionCode: string };
  readonly liftKind: string | null;
};

/** Of several tasks, by ask: each procedure is read once. */
export async function scenesOf(db: Db, tasks: readonly OfAsk[], now: Instant): Promise<ReadonlyMap<AskId, Scene>> {
  const names = await namesOf(
    db,
    tasks.flatMap(({ state }) => recordersOf(state)),
  );
  const procedures = new Map<string, Promise<ReleaseProcedure | null>>();
  const procedureOf = ({ liftKind, state: { regionCode } }: OfAsk): Promise<ReleaseProcedure | null> => {
    const key = `${liftKind} ${regionCode}`;
    const found = procedures.get(key) ?? procedureFor(db, { kind: liftKind, regionCode }, now);
    procedures.set(key, found);
    return found;
  };
  const shown = tasks.map(
    async (task) => [task.askId, presentScene(task.state, await procedureOf(task), names)] as const,
  );
  return new Map(await Promise.all(shown));
}

type Stored = { state: WithScene; kind: string | null; regionCode: string };

/** The same with what is kept of photos and signature. */
export async function sceneOf(db: Db, id: IncidentId, now: Instant): Promise<SceneFile> {
  const { rows } = await sql<Stored>`
    select i.state, l.kind, i.region_code as "regionCode"
    from rescue.incident i left join lifts.v_lift l on l.id = i.lift_id where i.id = ${id}`.execute(db);
  const row = rows[0] ?? { state: {}, kind: null, regionCode: "100000" };
  const [procedure, names, photos, signature] = await Promise.all([
    procedureFor(db, row, now),
    namesOf(db, recordersOf(row.state)),
    sql<{ id: string }>`select id::text from rescue.photo where incident_id = ${id}`.execute(db),
    sql<NonNullable<SceneFile["signature"]>>`select name, role, path, remark from rescue.hand_back
      where id::text = ${row.state.handBack?.handBackId ?? null}`.execute(db),
  ]);
  const kept = new Set(photos.rows.map((photo) => photo.id));
  const shown = presentScene(row.state, procedure, names);
  return {
    ...shown,
    photos: shown.photos.map((photo) => ({ ...photo, kept: kept.has(photo.photoId) })),
    signature: signature.rows[0] ?? null,
  };
}

/** The picture; undefined where there is none, or it was deleted with its time. */
export async function photoContent(db: Db, id: IncidentId, photoId: string): Promise<Buffer | undefined> {
  const { rows } = await sql<{ content: Buffer }>`
    select content from rescue.photo where id = ${photoId} and incident_id = ${id}`.execute(db);
  return rows[0]?.content;
}
