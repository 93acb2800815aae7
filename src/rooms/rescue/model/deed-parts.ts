import type { Instant } from "../../../kernel/clock.ts";

/**
 * When something was done, where that is not when it was told: a phone without signal tells later. `doneAt` is absent where
 * both are the same, or where the phone's own time (`phoneAt`) cannot be believed.
 */
export type DeedTime = { readonly doneAt?: Instant; readonly phoneAt?: Instant };

/** When it happened: the deed's own time, else when it was stored. */
export const doneAtOf = (event: object, storedAt: Instant): Instant =>
  "doneAt" in event && typeof event.doneAt === "number" ? event.doneAt : storedAt;

/** `app`: the crew itself; `phone`: the desk recorded it for the crew; `merge`: brought by another incident. */
export type AnswerChannel = "app" | "phone" | "merge";

export type FreedBy = "crew" | "use-unit" | "themselves" | "fire-service";
