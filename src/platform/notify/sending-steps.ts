import { type Instant, seconds } from "../../kernel/clock.ts";
import type { Sent } from "./gateways/gateway.ts";
import type { NoticeFact } from "./notify.ts";

/**
 * How a telling leaves by a gateway. Pure: what comes next, and what an attempt means.
 *
 * waiting → (attempt begins, is noted) → accepted → over, by a report, or where a next channel is named and nothing was heard for
 * `silenceSeconds`, by that channel. From an attempt also back to waiting (surely not taken: again while there is patience; nobody can
 * tell: again once, and no more), or failed: then the next channel at once, if one is named and the one that is told has not heard yet.
 */
export type Sending = {
  readonly askedAt: Instant;
  readonly expiresAt: Instant;
  readonly attempts: number;
  readonly unclear: number;
  readonly begunAt: Instant | null;
  readonly acceptedAt: Instant | null;
  readonly fallback: "sms" | "voice" | null;
  readonly facts: readonly NoticeFact[];
  /** The same telling by another channel was delivered, answered or is void. */
  readonly heardOtherwise: boolean;
};

/** What is to be done now. `again`: an attempt was cut off by the end of the process. */
export type Step =
  | "over"
  | "next-channel"
  | "told-otherwise"
  | "too-late"
  | "cut-off"
  | "gateway-dead"
  | "wait"
  | "send";

const silenceSeconds = 30;
/** With a next channel: a crew has 90 s to answer, so it must not wait long for a gateway. */
const patienceSeconds = 20;
/** Without one: a telling that is of use for days is left to a person after an hour. */
const patienceMaxSeconds = 3_600;
const pauseFirstMs = 1_000;
const pauseMaxMs = 30_000;
const unclearMax = 2;

export function stepOf(sending: Sending, now: Instant, gatewayDead: boolean): Step {
  const { facts, acceptedAt, fallback, heardOtherwise } = sending;
  if (facts.some((fact) => fact === "delivered" || fact === "answered" || fact === "expired")) return "over";
  if (acceptedAt !== null) return fallback === null || heardOtherwise ? "over" : "next-channel";
  if (facts.includes("failed")) return "over";
  if (heardOtherwise) return "told-otherwise";
  if (sending.expiresAt <= now) return "too-late";
  if (sending.begunAt !== null) return "cut-off";
  if (gatewayDead) return fallback === null ? "wait" : "gateway-dead";
  return "send";
}

/** `due`: looked at again then (null: never). `failed`: given up, by this code. */
export type After =
  | {
      readonly what: "sent";
      readonly reference: string | null;
      readonly detail: string | null;
      readonly due: Instant | null;
    }
  | { readonly what: "again"; readonly unclear: number; readonly due: Instant }
  | { readonly what: "failed"; readonly code: string };

/** @param sending as it was when the attempt began, this attempt counted */
export function afterAttempt(sending: Sending, sent: Sent, now: Instant): After {
  const { fallback, unclear } = sending;
  switch (sent.outcome) {
    case "accepted": {
      const detail = unclear > 0 ? "maybe twice" : null;
      return {
        what: "sent",
        reference: sent.reference,
        detail,
        due: fallback === null ? null : now + seconds(silenceSeconds),
      };
    }
    case "refused":
      return { what: "failed", code: sent.code };
    case "unclear":
      return unclear + 1 >= unclearMax
        ? { what: "failed", code: `unclear:${sent.code}` }
        : { what: "again", unclear: unclear + 1, due: now };
    case "later": {
      const due = now + Math.max(sent.afterMs ?? 0, pauseAfter(sending.attempts));
      const until = Math.min(
        sending.expiresAt,
        sending.askedAt + seconds(fallback === null ? patienceMaxSeconds : patienceSeconds),
      );
      return due >= until ? { what: "failed", code: sent.code } : { what: "again", unclear, due };
    }
  }
}

const pauseAfter = (attempts: number): number =>
  Math.min(pauseMaxMs, pauseFirstMs * 2 ** Math.min(10, Math.max(0, attempts - 1)));
