import type { Instant } from "../../../kernel/clock.ts";

/** When a device was last heard, and how often on that Chinese calendar day. */
export type Heard = { readonly at: Instant; readonly frames: number; readonly refused: number };
