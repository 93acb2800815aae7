import { type Instant, minutes, seconds } from "../../../kernel/clock.ts";
import type { TestCallResult } from "../contract/test-calls.ts";

/**
 * A test call by the voice gateway: under way (looked after every few seconds) → over, when the key was pressed or the call failed, at
 * the latest when the time is up.
 */
export const lookAgainMs = seconds(15);
/** After it nobody need call any more. */
export const callExpiresMs = minutes(3);
/** Reports may come a little later than the call. */
const patienceMs = minutes(5);

/** What became of a telling (platform/notify), as far as it matters here. */
type Fact = "sent" | "delivered" | "answered" | "failed" | "expired";
type Facts = readonly { readonly fact: Fact; readonly detail: string | null }[];
export type Judged = { readonly result: TestCallResult; readonly detail: string };

/** What became of it by what the gateway has reported; undefined: not over yet. */
export function judgeTestCall(facts: Facts, askedAt: Instant, now: Instant): Judged | undefined {
  const find = (wanted: Fact) => facts.find(({ fact }) => fact === wanted);
  const told = (result: TestCallResult, wanted: Fact): Judged => ({ result, detail: find(wanted)?.detail ?? "" });
  if (find("answered") !== undefined) return told("answered", "answered");
  const over = now - askedAt >= patienceMs;
  if (find("delivered") !== undefined) return over ? told("picked-up", "delivered") : undefined;
  // What the gateway has never taken tells of the gateway, not of the number.
  if (find("failed") !== undefined) return told(find("sent") === undefined ? "unknown" : "not-answered", "failed");
  return over || find("expired") !== undefined ? told("unknown", "expired") : undefined;
}

/** The words of the call; the key is pressed by whoever hears them. */
export const testCallText = (rescueNumber: string): string =>
  `您好，这里是${rescueNumber}电梯应急处置中心，正在对贵单位二十四小时值班电话进行试呼。请按1键确认，谢谢。`;
