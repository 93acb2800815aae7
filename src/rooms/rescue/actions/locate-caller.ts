import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import { assert } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import { askNotice } from "../../../platform/notify/notify.ts";
import { newSecret } from "./car-keys.ts";

/** A link asks for so long; who opens it later is told to telephone. */
const linkLivesMs = minutes(30);

type Asked = { readonly key: string; readonly phone: string; readonly publicUrl: string; readonly at: Instant };

/** Asks a caller's phone where it is, by SMS; the same key again is the same link. Returns the asking's id. */
export async function askWhere(tx: Tx, { key, phone, publicUrl, at }: Asked): Promise<string> {
  await sql`insert into rescue.caller_fix (id, asked_for, token, phone, asked_at, expires_at)
    values (${newId()}, ${key}, ${newSecret()}, ${phone}, ${ts(at)}, ${ts(at + linkLivesMs)})
    on conflict (asked_for) do nothing`.execute(tx);
  const { rows } = await sql<{ id: string; token: string }>`
    select id, token from rescue.caller_fix where asked_for = ${key}`.execute(tx);
  const [row] = rows;
  assert(row, "an asking was stored");
  await askNotice(tx, {
    key: `locate/${row.id}`,
    channel: "sms",
    recipient: phone,
    recipientName: "来电人",
    subject: `locate/${row.id}`,
    purpose: "locate-caller",
    body: `【电梯救援】请点开并同意发送位置，我们好找到您：${publicUrl}/w/${row.token}`,
    at,
    expiresAt: at + linkLivesMs,
  });
  return row.id;
}

type Told = { readonly lat: number; readonly lon: number; readonly metres: number };

/** What the phone says, while the link is open; the more exact of several. Returns whether the link was open. */
export async function keepWhere(tx: Tx, token: string, told: Told, at: Instant): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    select id from rescue.caller_fix where token = ${token} and expires_at > ${ts(at)} for update`.execute(tx);
  const [row] = rows;
  if (row === undefined) return false;
  await sql`update rescue.caller_fix set lat = ${told.lat}, lon = ${told.lon}, metres = ${Math.round(told.metres)}, told_at = ${ts(at)}
    where id = ${row.id} and (metres is null or metres >= ${Math.round(told.metres)})`.execute(tx);
  return true;
}
