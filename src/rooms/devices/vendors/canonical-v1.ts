import type { z } from "zod";
import {
  doneBody,
  type EventCode,
  escalatorStateBody,
  eventBody,
  eventCodes,
  liftStateBody,
  statsBody,
  type UpChannel,
} from "../contract.ts";
import type { Reading } from "../model/reading.ts";
import { escalatorState, instantOf, liftState } from "../model/state-reading.ts";
import { readCode } from "./code-list.ts";
import { codeLists } from "./code-lists.ts";
import type { ChannelDialect, DialectResult } from "./dialect.ts";
import { isPlainLiftState } from "./plain-lift-state.ts";
import { reasonOf } from "./read-json.ts";

/** The unified interface, version 1 (docs/device-interface.md): JSON with the integers of GB/T 24476. */
export const canonicalV1: ChannelDialect = { kind: "channels", name: "canonical-v1", read };

function read(channel: UpChannel, body: unknown): DialectResult {
  switch (channel) {
    case "state":
      if (isPlainLiftState(body)) return { ok: true, reading: liftState(body) };
      return isEscalator(body)
        ? parsed(escalatorStateBody, body, escalatorState)
        : parsed(liftStateBody, body, liftState);
    case "event":
      return readEvent(body);
    case "stats":
      return parsed(statsBody, body, ({ at }) => ({ kind: "stats", at: instantOf(at) }));
    case "done":
      return parsed(doneBody, body, ({ id, at, result }) => ({ kind: "done", id, at: instantOf(at), result }));
  }
}

const isEscalator = (body: unknown): boolean => typeof body === "object" && body !== null && "runStatus" in body;

function parsed<S extends z.ZodType>(schema: S, body: unknown, make: (body: z.output<S>) => Reading): DialectResult {
  const result = schema.safeParse(body);
  return result.success
    ? { ok: true, reading: make(result.data) }
    : { ok: false, reason: reasonOf(result.error, body) };
}

const words: ReadonlySet<string> = new Set(eventCodes);
const isEventCode = (code: string): code is EventCode => words.has(code);

function readEvent(body: unknown): DialectResult {
  const result = eventBody.safeParse(body);
  if (!result.success) return withId({ ok: false, reason: reasonOf(result.error, body) }, body);
  const { id, at, code, codeList, phase, clears, text } = result.data;
  if (codeList !== undefined && codeList !== "canonical")
    return withTest(readListed(codeList, result.data), result.data);
  if (!isEventCode(code)) return { ok: false, reason: `code: "${code}" is no canonical event code`, eventId: id };
  const reading = { kind: "event", id, at: instantOf(at), code, sourceCode: code, phase, clears, text } as const;
  return withTest({ ok: true, reading }, result.data);
}

const withTest = (read: DialectResult, { test }: z.output<typeof eventBody>): DialectResult =>
  test === true && read.ok && read.reading.kind === "event" ? { ...read, reading: { ...read.reading, test } } : read;

/** A vendor's own code, by the table that the event names. The device speaks our interface, so its faults have their clears. */
function readListed(codeList: string, event: z.output<typeof eventBody>): DialectResult {
  const { id, at, code, phase, clears, text } = event;
  const list = codeLists.get(codeList);
  if (list === undefined) {
    const reason = `codeList: "${codeList}" is none of canonical, ${[...codeLists.keys()].join(", ")}`;
    return { ok: false, reason, eventId: id };
  }
  return readCode(list, { id, at: instantOf(at), code, phase, clears, text, neverCleared: false });
}

function withId(refused: DialectResult & { ok: false }, body: unknown): DialectResult {
  const id =
    typeof body === "object" && body !== null && "id" in body ? eventBody.shape.id.safeParse(body.id) : undefined;
  return id?.success ? { ...refused, eventId: id.data } : refused;
}
