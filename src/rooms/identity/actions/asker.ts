import type { Instant } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";

/** Who does something, from where, and when: what every audited act needs. */
export type Asker = { readonly principal: Principal; readonly address: string; readonly at: Instant };
