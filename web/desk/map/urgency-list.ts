import type { Urgency } from "../../../src/rooms/rescue/contract.ts";

/** The urgencies from the calmest to the gravest: the gravest is drawn last, on top. */
export const urgencies = ["done", "information", "late-soon", "trapped", "life"] as const satisfies readonly Urgency[];
