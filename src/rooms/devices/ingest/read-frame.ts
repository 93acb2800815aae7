import type { UpChannel } from "../contract.ts";
import type { DialectResult, RawDialect } from "../vendors/dialect.ts";
import type { Frame, Outcome } from "./frame.ts";

export function outcomeOf(result: DialectResult): Outcome {
  if (result.ok) {
    const { reading, more, unread } = result;
    if (more === undefined && unread === undefined) return { kind: "reading", reading };
    return {
      kind: "reading",
      reading,
      ...(more === undefined ? {} : { more }),
      ...(unread === undefined ? {} : { unread }),
    };
  }
  const { reason, eventId } = result;
  return { kind: "quarantined", reason, ...(eventId === undefined ? {} : { eventId }) };
}

export type RawRead = {
  readonly channel: UpChannel | "raw";
  readonly outcome: Outcome;
  /** The lift that the frame itself names. */
  readonly names: string | undefined;
};

/** A frame of `sp/raw/<code>`, by the device's own dialect. */
export function readRaw(dialect: RawDialect, payload: Buffer): RawRead {
  const result = dialect.read(payload);
  return {
    channel: result.ok && result.reading.kind !== "note" ? result.reading.kind : "raw",
    outcome: outcomeOf(result),
    names: result.ok ? result.registerCode : undefined,
  };
}

/** Whose the code is that a frame names: the device's lift, another lift, or none that the register has. */
export type Whose = "own" | "other" | "unknown";

/**
 * A frame that names another lift must not alarm this one. One that names no known lift was sent by a device that we know: it
 * counts, and somebody looks at the name.
 */
export function checkedName(outcome: Frame["outcome"], names: string, whose: Whose): Outcome {
  if (outcome.kind !== "reading" || whose === "own") return outcome;
  const shown = JSON.stringify(names).slice(0, 140);
  if (whose === "other")
    return { kind: "quarantined", reason: `register code: ${shown} in the frame is another lift's` };
  return { ...outcome, unread: `register code: no lift has ${shown}; the frame was taken for the lift of its topic` };
}
