import { createHash } from "node:crypto";
import type { Instant } from "../../../kernel/clock.ts";
import type { EventCode } from "../contract.ts";
import type { EventReading, NoteReading } from "../model/reading.ts";
import type { DialectResult } from "./dialect-result.ts";

/** What a vendor's code means: one or more canonical words, with what they leave open; or no event of the lift, and why. */
export type Meaning =
  | { readonly zh: string; readonly words: readonly [EventCode, ...EventCode[]]; readonly doubt?: string }
  | { readonly zh: string; readonly none: string };

export type CodeList = {
  readonly name: string;
  /** How codes are written. `decimal` ignores leading zeros, a number of digits asks for them (and adds them to a number). */
  readonly spelling: "decimal" | "hexadecimal" | "letters" | 2 | 4;
  readonly codes: Readonly<Record<string, Meaning>>;
};

/** An entry for a code that says one thing, or several at once (冲顶困人: over-travel and entrapment). */
export const means = (zh: string, ...words: [EventCode, ...EventCode[]]): Meaning => ({ zh, words });
/** An entry whose meaning is not settled: `doubt` says in one English sentence what is open, for whoever reads the event. */
export const unsure = (zh: string, word: EventCode, doubt: string): Meaning => ({ zh, words: [word], doubt });
/** An entry that is no event of the lift, and why. */
export const none = (zh: string, because: string): Meaning => ({ zh, none: because });

/** One telling of a code by a device. */
export type Said = {
  readonly code: string | number;
  readonly at: Instant;
  readonly phase?: EventReading["phase"];
  /** The sender's own id of this message. Without one it is made of list, code, time and phase, so that a repeat is the same event. */
  readonly id?: string | undefined;
  readonly clears?: string | undefined;
  readonly text?: string | undefined;
  readonly neverCleared: boolean;
};

/** A code's readings: one event per canonical word, or a note. Refuses what the list does not have, by name. */
export function readCode(list: CodeList, said: Said): DialectResult {
  const { phase = "raised", at } = said;
  const code = spelled(list, said.code);
  const meaning = code === undefined ? undefined : entryOf(list, code);
  if (code === undefined || meaning === undefined) return unknownCode(list, said);
  const id = said.id ?? madeId(list, code, at, phase);
  if ("none" in meaning) return { ok: true, reading: noteOf(said, `${meaning.zh} (${code}): ${meaning.none}`) };
  const event = (word: EventCode, n: number): EventReading => ({
    kind: "event",
    // Ids that share a code's two words stay two events.
    id: n === 0 ? id : `${id}/${word}`,
    at,
    code: word,
    sourceCode: `${list.name}:${code}`,
    phase,
    clears: said.clears === undefined || n === 0 ? said.clears : `${said.clears}/${word}`,
    text: said.text ?? meaning.zh,
    ...(meaning.doubt === undefined ? {} : { doubt: meaning.doubt }),
    ...(said.neverCleared ? { neverCleared: true } : {}),
  });
  const [first, ...others] = meaning.words;
  const reading = event(first, 0);
  return others.length === 0
    ? { ok: true, reading }
    : { ok: true, reading, more: others.map((word, n) => event(word, n + 1)) };
}

const noteOf = ({ at, id }: Said, text: string): NoteReading => ({ kind: "note", at, text, id });

function unknownCode(list: CodeList, { code, id }: Said): DialectResult {
  const shown = JSON.stringify(code).slice(0, 60);
  return {
    ok: false,
    reason: `code: ${shown} is not in the list ${list.name}`,
    ...(id === undefined ? {} : { eventId: id }),
  };
}

const entryOf = ({ codes }: CodeList, code: string): Meaning | undefined =>
  Object.hasOwn(codes, code) ? codes[code] : undefined;

/** The code as its list writes it; undefined where it cannot be one of it. A bare number is no hexadecimal code: 10 is not 0a. */
function spelled({ spelling }: CodeList, code: string | number): string | undefined {
  const text = String(code).trim();
  switch (spelling) {
    case "decimal":
      return /^\d{1,8}$/.test(text) ? String(Number(text)) : undefined;
    case "hexadecimal":
      return typeof code === "string" && /^(0x)?[0-9a-f]{1,2}$/i.test(text)
        ? text.toLowerCase().replace(/^0x/, "").padStart(2, "0")
        : undefined;
    case "letters":
      return typeof code === "string" ? text.toUpperCase() : undefined;
    default:
      return /^\d{1,8}$/.test(text) ? text.padStart(spelling, "0") : undefined;
  }
}

/** Deterministic; the device is the other half of an event's key (devices.event). */
function madeId({ name }: CodeList, code: string, at: Instant, phase: string): string {
  return `made-${hash(`${name} ${code} ${at} ${phase}`)}`;
}

/** A vendor's own id as ours: up to 80 characters, longer ones by their hash. */
export const vendorId = (id: string): string => (id.length <= 80 ? id : `hash-${hash(id)}`);

const hash = (text: string): string => createHash("sha256").update(text).digest("base64url").slice(0, 22);
