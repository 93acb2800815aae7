import { z } from "zod";
import { dialectNames, storableText } from "../contract.ts";

const instant = z.int();
const id = z.uuid();
const word = storableText(120).trim().min(1).optional();

/** What a device that nobody knows may say of itself; all of it is its own claim. */
export const claimBody = z.object({ maker: word, serial: word, model: word, dialect: z.enum(dialectNames).optional() });
export type Claim = z.output<typeof claimBody>;

/**
 * `ended`: it was let in once, and its secret has been replaced or ended since. A device keeps knocking, or logs in by MQTT again and
 * again: `approved` is when it comes in.
 */
export const claimReply = z.object({
  state: z.enum(["waiting", "approved", "refused", "ended"]),
  fingerprint: z.string(),
  /** When it falls off the list; null once it may come in. */
  endsAt: instant.nullable(),
});
export type ClaimReply = z.infer<typeof claimReply>;

export const waitingRow = z.object({
  id,
  code: z.string(),
  fingerprint: z.string(),
  maker: z.string().nullable(),
  serial: z.string().nullable(),
  model: z.string().nullable(),
  dialect: z.enum(dialectNames).nullable(),
  address: z.string(),
  firstSeenAt: instant,
  lastSeenAt: instant,
  knocks: z.int(),
  endsAt: instant,
  /** The lift that the code names, where the register has one. */
  liftId: id.nullable(),
  place: z.string().nullable(),
  /** That lift has a login already: letting this one in ends it. */
  hasLogin: z.boolean(),
  /** Others that wait under the same code with other secrets. */
  rivals: z.int(),
});
export type WaitingRow = z.infer<typeof waitingRow>;
export const waitingList = z.object({ rows: z.array(waitingRow), total: z.int() });

export const approveBody = z.strictObject({
  /** The lift, where the claimed code names none. */
  lift: z.string().trim().min(1).max(120).optional(),
  dialect: z.enum(dialectNames).optional(),
  /** Goes on although the lift has a login, which then ends. */
  replace: z.boolean().default(false),
});
export const decidedReply = z.object({ id, username: z.string() });

/** A file of lifts whose devices are to get logins: all rows in one transaction, the secrets in the answer and nowhere else. */
export const enrolFileBody = z.strictObject({ csv: z.string().min(1).max(2_000_000) });
const enrolledRow = z.object({
  row: z.int(),
  code: z.string(),
  username: z.string(),
  password: z.string(),
  dialect: z.string(),
});
export const enrolFileReply = z.object({
  rows: z.int(),
  enrolled: z.array(enrolledRow),
  refused: z.array(z.object({ row: z.int(), column: z.string().nullable(), code: z.string(), text: z.string() })),
});
export type EnrolFileReply = z.infer<typeof enrolFileReply>;
