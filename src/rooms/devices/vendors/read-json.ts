import { z } from "zod";
import { storableText } from "../contract.ts";
import type { DialectResult } from "./dialect.ts";

/** Far above any honest frame (about 400 bytes); the broker lets gateways send more. */
const frameBytesMax = 16 * 1024;
const utf8 = new TextDecoder("utf-8", { fatal: true });

export type Json = { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly reason: string };

/** Bytes → bound → UTF-8 → JSON. */
export function readJson(payload: Uint8Array, bytesMax = frameBytesMax): Json {
  if (payload.length > bytesMax) return { ok: false, reason: `body: ${payload.length} bytes, at most ${bytesMax}` };
  let text: string;
  try {
    text = utf8.decode(payload);
  } catch {
    return { ok: false, reason: "body: not UTF-8" };
  }
  try {
    return { ok: true, body: JSON.parse(text) };
  } catch {
    return { ok: false, reason: text === "" ? "body: empty" : "body: not JSON" };
  }
}

/** The reader of a dialect whose frames are JSON. */
export const jsonReader =
  (read: (body: unknown) => DialectResult) =>
  (payload: Uint8Array): DialectResult => {
    const json = readJson(payload);
    return json.ok ? read(json.body) : json;
  };

/** Reads a body by its fields, and says the first thing that is wrong with it by the field's name. */
export function withFields<S extends z.ZodType>(
  schema: S,
  body: unknown,
  make: (fields: z.output<S>) => DialectResult,
): DialectResult {
  const result = schema.safeParse(body);
  return result.success ? make(result.data) : { ok: false, reason: reasonOf(result.error, body) };
}

/** Fields that are missing are named together, since whoever mends his firmware wants to do it once; of the others the first. */
export function reasonOf(error: z.ZodError, body: unknown): string {
  const missing = error.issues.filter(({ path }) => path.length > 0 && isMissing(body, path));
  const wrong = error.issues.find((issue) => !missing.includes(issue));
  const names = missing.map(({ path }) => path.join(".")).join(", ");
  const where = wrong?.path.join(".") ?? "";
  return [
    ...(names === "" ? [] : [`${names}: missing`]),
    ...(wrong === undefined ? [] : [`${where === "" ? "body" : where}: ${wrong.message}`]),
  ].join("; ");
}

const isMissing = (body: unknown, path: readonly PropertyKey[]): boolean =>
  path.reduce<unknown>((value, key) => (has(value, key) ? value[key] : undefined), body) === undefined;

/** Whether the body is an object with this field. */
export const has = <K extends PropertyKey>(body: unknown, field: K): body is Record<K, unknown> =>
  typeof body === "object" && body !== null && Object.hasOwn(body, field);

const beijingTime = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)$/;
const lastMoment = 253_402_300_799_999;
const milliseconds = z.number().min(0).max(lastMoment).transform(Math.round);

/** Moments as vendors write them: `2026-11-27 08:30:00` (Beijing time), RFC 3339, or milliseconds as a number or as digits. */
export const frameTime = z.union(
  [
    milliseconds,
    z
      .string()
      .regex(/^\d{12,15}$/)
      .transform(Number)
      .pipe(milliseconds),
    z
      .string()
      .transform((text) => text.replace(beijingTime, "$1T$2+08:00"))
      .pipe(z.iso.datetime({ offset: true }))
      .transform((text) => Date.parse(text)),
  ],
  "must be a moment such as 2026-11-27 08:30:00",
);

/** An integer of an enumeration; vendors write it as a number or as its digits. */
export const enumerated = (max: number) =>
  z
    .union([
      z.int(),
      z
        .string()
        .regex(/^\d{1,3}$/)
        .transform(Number),
    ])
    .pipe(z.int().min(0).max(max));

/** A code as a list has it: text or a whole number. */
export const code = z.union([storableText(40).min(1), z.int().min(0)]);
