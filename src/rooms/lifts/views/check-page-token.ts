import { createHash, timingSafeEqual } from "node:crypto";
import { sql } from "kysely";
import type { Db } from "../../../platform/database/database.ts";

const hashOf = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Whether the long token of the QR code belongs to the lift with this rescue code; compared in constant time. */
export async function checkPageToken(db: Db, rescueCode: string, token: string): Promise<boolean> {
  const { rows } = await sql<{ pageToken: string }>`
    select page_token as "pageToken" from lifts.lift where rescue_code = ${rescueCode}`.execute(db);
  const wanted = rows[0]?.pageToken;
  return timingSafeEqual(hashOf(token), hashOf(wanted ?? "")) && wanted !== undefined;
}
