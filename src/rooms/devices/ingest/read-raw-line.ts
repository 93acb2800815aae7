import { z } from "zod";

/**
 * A line of a push with a frame of a dialect of its own: `frame`, an object (taken as its JSON) or a text, or `hex`, its bytes. It may name the
 * dialect; else the credential's counts.
 */
const line = z
  .object({
    registerCode: z.string(),
    dialect: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/)
      .optional(),
    frame: z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]).optional(),
    hex: z
      .string()
      .regex(/^(?:\s*[0-9a-fA-F]{2})+\s*$/)
      .optional(),
  })
  .refine(({ frame, hex }) => (frame === undefined) !== (hex === undefined));

type RawLine =
  | { readonly ok: true; readonly topic: string; readonly payload: Buffer }
  | { readonly ok: false; readonly reason: string };

export function readRawLine(body: unknown): RawLine {
  const read = line.safeParse(body);
  if (!read.success)
    return { ok: false, reason: "line: a raw one has frame (object or text) or hex, and may have dialect" };
  const { registerCode, dialect, frame, hex } = read.data;
  const topic = `sp/raw/${encodeURIComponent(registerCode)}${dialect === undefined ? "" : `/${dialect}`}`;
  if (hex !== undefined) return { ok: true, topic, payload: Buffer.from(hex.replace(/\s/g, ""), "hex") };
  return { ok: true, topic, payload: Buffer.from(typeof frame === "string" ? frame : JSON.stringify(frame)) };
}
