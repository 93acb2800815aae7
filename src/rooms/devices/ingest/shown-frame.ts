import { readRawTopic } from "../access/topics.ts";
import { type DockingKind, dockingParameters } from "../contract/docking-items.ts";
import type { ShownFrame } from "../model/docking-progress.ts";
import type { Reading, StateReading } from "../model/reading.ts";
import { canonicalV1 } from "../vendors/canonical-v1.ts";
import type { Dialect } from "../vendors/dialect.ts";
import { rawDialectOf } from "../vendors/dialects.ts";
import { readJson } from "../vendors/read-json.ts";
import type { KeptFrame } from "./frame-chunk.ts";
import { readBody } from "./read-body.ts";

/** A stored frame as a docking check sees it: the values that it holds, by the names of the unified interface. */
export function shownFrame(frame: KeptFrame, dialect: Dialect, kind: DockingKind): ShownFrame {
  const { receivedAt, verdict, reason = "" } = frame;
  if (verdict === "refused" || verdict === "quarantined") return { receivedAt, taken: "refused", reason, values: {} };
  const readings = readingsOf(frame, dialect);
  const state = readings.find((reading) => reading.kind === "state");
  // What stands in the frame goes before what a reading makes of it.
  const values = { ...(state === undefined ? {} : valuesOf(state, kind)), ...valuesIn(frame, kind) };
  return {
    receivedAt,
    taken: verdict,
    reason,
    values,
    ...(state === undefined ? {} : { state: { measuredAt: state.at, seq: state.seq ?? null } }),
  };
}

/** Topics are kept where they do not follow from the channel: those of `sp/raw`. */
function readingsOf({ channel, topic, payload }: KeptFrame, dialect: Dialect): readonly Reading[] {
  if (channel === "none") return [];
  const raw = topic === undefined ? undefined : readRawTopic(topic);
  if (raw === undefined && channel === "raw") return [];
  const result = raw
    ? rawDialectOf(dialect, raw.dialect)?.read(payload)
    : readBody(canonicalV1, channel as Exclude<typeof channel, "raw">, { payload });
  return result?.ok === true ? [result.reading, ...(result.more ?? [])] : [];
}

/** Fields by name, as they stand in the frame. */
function valuesIn({ payload, channel }: KeptFrame, kind: DockingKind): Record<string, string> {
  const json = readJson(payload);
  if (!json.ok || typeof json.body !== "object" || json.body === null) return {};
  const body = json.body as Record<string, unknown>;
  const values: Record<string, string> = {};
  for (const parameter of dockingParameters[kind]) {
    if (channel !== parameter.channel && channel !== "raw") continue;
    const value = body[parameter.name] ?? (parameter.gbName === undefined ? undefined : body[parameter.gbName]);
    if (isPlain(value)) values[`${parameter.channel}.${parameter.name}`] = String(value);
  }
  return values;
}

const isPlain = (value: unknown): boolean => ["string", "number", "boolean"].includes(typeof value);

const directions = { none: "0", up: "1", down: "2" } as const;

/** What any dialect's reading carries. A lift that never says whether its power is lost has said nothing about it. */
function valuesOf(state: StateReading, kind: DockingKind): Record<string, string> {
  if (state.isEscalator !== (kind === "escalator")) return {};
  const { serviceMode, moving, direction, speed } = state;
  const common = { serviceMode, ...(speed === undefined ? {} : { speed }) };
  const named = state.isEscalator
    ? { ...common, runStatus: Number(moving), runDirection: direction === "down" ? "3" : directions[direction] }
    : {
        ...common,
        carStatus: Number(moving),
        carDirection: directions[direction],
        doorZone: state.doorZone,
        carPosition: state.carPosition,
        doorStatus: state.doorStatus,
        doorClosed: state.doorClosed,
        passengerPresent: state.passengerPresent,
        overload: state.overload,
      };
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[`state.${name}`, String(value)]])),
  );
}
