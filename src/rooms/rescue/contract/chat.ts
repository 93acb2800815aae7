import { z } from "zod";

/** Text between who is in the car and the desk, and the links by which others look on. */

const instant = z.int();
const id = z.uuid();
const text = z.string().trim().min(1).max(500);

export const carRights = ["sign", "typed", "relative"] as const;
/** `sign`: the token of the QR code · `typed`: digits typed by hand · `relative`: a link that somebody in the car gave away. */
export type CarRights = (typeof carRights)[number];

/** Lines after the number that one has; `last` is the number to ask with next. */
export const chatQuery = z.object({ after: z.coerce.number().int().min(0).default(0) });
const chatLine = z.object({
  /** The sender's: who sees his own again knows that it has arrived. */
  id,
  no: z.int(),
  from: z.enum(["car", "desk"]),
  text: z.string(),
  at: instant,
});
export const carChat = z.object({ lines: z.array(chatLine), last: z.int() });
export type CarChat = z.infer<typeof carChat>;
export type ChatLine = z.infer<typeof chatLine>;

export const carChatBody = z.object({ id, text });
export const chatReply = z.object({ no: z.int() });
/** The page that relatives open, below the platform's address. */
export const relativesReply = z.object({ path: z.string() });

/** A line as the desk sees it: with its thread, and who of the desk wrote it. */
const deskChatLine = chatLine.extend({
  thread: id.nullable(),
  author: z.string().nullable(),
  read: z.boolean(),
});
export type DeskChatLine = z.infer<typeof deskChatLine>;
/** Who can be written to: all who scanned the code in this car, or one phone that typed its digits. */
const chatThread = z.object({ id, rights: z.enum(["sign", "typed"]), no: z.int() });
export type ChatThread = z.infer<typeof chatThread>;
export const deskChat = z.object({ lines: z.array(deskChatLine), threads: z.array(chatThread) });
export type DeskChat = z.infer<typeof deskChat>;

/** `to` null: all who are in this car. */
export const deskChatBody = z.object({ key: id, text, to: id.nullable() });
export const chatReadBody = z.object({ upTo: z.int().min(0) });

/** What the small map of the car's page draws, WGS 84 [longitude, latitude]. */
const place = z.tuple([z.number(), z.number()]);
export const carMap = z.object({
  lift: place.nullable(),
  crew: place.nullable(),
  /** The way that the crew takes; empty while nobody is on the way. */
  way: z.array(place),
  /** Streets around, the broad ones first. */
  streets: z.array(z.object({ broad: z.boolean(), line: z.array(place) })),
  /** Whose streets these are: `openstreetmap` is to be credited. */
  origin: z.enum(["openstreetmap", "invented"]).nullable(),
});
export type CarMap = z.infer<typeof carMap>;
