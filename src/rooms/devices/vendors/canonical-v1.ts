import type { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
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
import type { Reading, StateReading } from "../model/reading.ts";
import type { Dialect, DialectResult } from "./dialect.ts";

/** The unified interface, version 1 (docs/device-interface.md): JSON with the integers of GB/T 24476. */
export const canonicalV1: Dialect = { name: "canonical-v1", read };

function read(channel: UpChannel, body: unknown): DialectResult {
  switch (channel) {
    case "state":
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

const instantOf = (at: string | number): Instant => (typeof at === "number" ? Math.round(at) : Date.parse(at));

function parsed<S extends z.ZodType>(schema: S, body: unknown, make: (body: z.output<S>) => Reading): DialectResult {
  const result = schema.safeParse(body);
  return result.success ? { ok: true, reading: make(result.data) } : { ok: false, reason: reasonOf(result.error) };
}

/** The first thing wrong with a body, with the field's name. */
function reasonOf(error: z.ZodError): string {
  const [issue] = error.issues;
  const where = issue?.path.join(".") ?? "";
  return `${where === "" ? "body" : where}: ${issue?.message ?? "not as the interface asks"}`;
}

const words: ReadonlySet<string> = new Set(eventCodes);
const isEventCode = (code: string): code is EventCode => words.has(code);

function readEvent(body: unknown): DialectResult {
  const result = eventBody.safeParse(body);
  if (!result.success) return withId({ ok: false, reason: reasonOf(result.error) }, body);
  const { id, at, code, codeList, phase, clears, text } = result.data;
  if (codeList !== undefined && codeList !== "canonical")
    return { ok: false, reason: `codeList: "${codeList}" is not known here`, eventId: id };
  if (!isEventCode(code)) return { ok: false, reason: `code: "${code}" is no canonical event code`, eventId: id };
  return { ok: true, reading: { kind: "event", id, at: instantOf(at), code, sourceCode: code, phase, clears, text } };
}

function withId(refused: DialectResult & { ok: false }, body: unknown): DialectResult {
  const id =
    typeof body === "object" && body !== null && "id" in body ? eventBody.shape.id.safeParse(body.id) : undefined;
  return id?.success ? { ...refused, eventId: id.data } : refused;
}

const directions = ["none", "up", "down"] as const;

function liftState(body: z.output<typeof liftStateBody>): StateReading {
  return {
    kind: "state",
    at: instantOf(body.at),
    seq: body.seq,
    isEscalator: false,
    serviceMode: body.serviceMode,
    moving: body.carStatus === 1,
    direction: directions[body.carDirection] ?? "none",
    carPosition: body.carPosition,
    doorStatus: body.doorStatus,
    doorClosed: body.doorClosed,
    doorZone: body.doorZone,
    passengerPresent: body.passengerPresent,
    overload: body.overload,
    powerLost: body.powerLost ?? false,
    speed: body.speed,
  };
}

/** GB/T 24476: 0 stopped to save energy, 1 up, 2 up slowly to save energy, 3 down, 4 down slowly. */
const escalatorDirections = ["none", "up", "up", "down", "down"] as const;

function escalatorState(body: z.output<typeof escalatorStateBody>): StateReading {
  return {
    kind: "state",
    at: instantOf(body.at),
    seq: body.seq,
    isEscalator: true,
    serviceMode: body.serviceMode,
    moving: body.runStatus === 1,
    direction: escalatorDirections[body.runDirection] ?? "none",
    carPosition: "",
    doorStatus: 0,
    doorClosed: undefined,
    doorZone: false,
    passengerPresent: body.passengerPresent,
    overload: undefined,
    powerLost: body.powerLost ?? false,
    speed: body.speed,
  };
}
