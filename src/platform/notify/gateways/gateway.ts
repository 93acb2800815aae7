import type { Instant } from "../../../kernel/clock.ts";
import type { NoticeId } from "../notify.ts";

/** Ways by which tellings leave. */
export type Channel = "push" | "sms" | "voice";

/** A telling as a gateway gets it. Never logged whole: `to` is somebody's number. */
export type Outgoing = {
  /** Ours; the same telling sent again has the same. */
  readonly id: NoticeId;
  readonly channel: Channel;
  readonly to: string;
  readonly purpose: string;
  readonly text: string;
  readonly expiresAt: Instant;
};

/**
 * What came of one attempt. `code` is the gateway's own word or ours, without personal data.
 * - accepted: the gateway has it
 * - refused: it will not take it, later neither
 * - later: surely not taken; another attempt may do better (not before `afterMs`)
 * - unclear: nobody can tell whether it was taken (no answer in time, connection lost)
 */
export type Sent =
  | { readonly outcome: "accepted"; readonly reference: string | null }
  | { readonly outcome: "refused"; readonly code: string }
  | { readonly outcome: "later"; readonly code: string; readonly afterMs: number | null; readonly gatewayWell: boolean }
  | { readonly outcome: "unclear"; readonly code: string };

/** The port of every gateway: one file each, chosen by settings. `send` never throws for what a gateway or a network does. */
export type Gateway = { readonly name: string; readonly send: (message: Outgoing) => Promise<Sent> };

/** A word for logs and the outbox: short, and of harmless characters only. */
export const codeOf = (text: unknown, otherwise: string): string =>
  typeof text === "string" && text !== "" ? text.replace(/[^\w.:-]/g, "_").slice(0, 60) : otherwise;
