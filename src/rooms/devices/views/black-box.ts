import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import { scopesOf } from "../../identity/index.ts";
import { visibleLiftCondition } from "../../lifts/index.ts";
import type { EntrapmentDecision, FrameRow } from "../contract.ts";
import { decodeFrames } from "../ingest/frame-chunk.ts";
import { blackBoxMs, boxFramesMax } from "../ingest/store-black-boxes.ts";
import { frameRowOf } from "./frame-list.ts";
import { readFrames } from "./read-frames.ts";

const rowsMax = 100;

/** When somebody was taken as trapped in a lift, the newest first; nothing of lifts that the viewer may not see. */
export async function listEntrapmentDecisions(
  db: Db,
  { viewer, liftId }: { readonly viewer: Principal; readonly liftId: string },
): Promise<EntrapmentDecision[]> {
  const { rows } = await sql<EntrapmentDecision>`
    select b.id, b.cause, b.text, b.confirmed_at as "confirmedAt"
    from devices.black_box b join lifts.v_lift v on v.id = b.lift_id
    where b.lift_id = ${liftId} and b.kind = 'entrapment' and ${visibleLiftCondition(scopesOf(viewer, "devices.read"))}
    order by b.confirmed_at desc, b.id desc limit ${rowsMax}`.execute(db);
  return rows;
}

type Row = { no: number; code: string; at: Instant; copied: boolean; body: Buffer | null };

/** What the device sent around a decision, the newest first; undefined where there is no such decision of this lift or device, or it is not the viewer's. */
export async function blackBoxFrames(
  db: Db,
  asked: { readonly viewer: Principal; readonly of: string; readonly id: string },
): Promise<FrameRow[] | undefined> {
  const { rows } = await sql<Row>`
    select c.no, c.last_code as code, b.confirmed_at as at, b.due_at is null as copied, b.body
    from devices.black_box b join devices.credential c on c.id = b.device_id join lifts.v_lift v on v.id = b.lift_id
    where b.id = ${asked.id} and ${asked.of} in (b.device_id, b.lift_id)
      and ${visibleLiftCondition(scopesOf(asked.viewer, "devices.read"))}`.execute(db);
  const [box] = rows;
  if (box === undefined) return undefined;
  const { no, code, at } = box;
  const frames = box.copied
    ? box.body === null
      ? []
      : [...decodeFrames(box.body)].toReversed()
    : await readFrames(db, { device: no, from: at - blackBoxMs, to: at + blackBoxMs, framesMax: boxFramesMax });
  return frames.map((frame) => frameRowOf(frame, code));
}
