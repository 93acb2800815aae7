import type { Urgency } from "../../src/rooms/rescue/contract.ts";

/**
 * The shape of each urgency in a box of 20 × 20, the same in lists, on the map and on the phone: never colour alone.
 * `filled` shapes are drawn solid with the sign cut out, the others as an outline with the sign in their colour.
 */
export type UrgencyShape = { readonly outline: string; readonly sign: string; readonly filled: boolean };

export const urgencyShapes: Readonly<Record<Urgency, UrgencyShape>> = {
  life: { outline: "M6 1.5h8L18.5 6v8L14 18.5H6L1.5 14V6z", sign: "M10 5v6M10 13.6v1.4", filled: true },
  trapped: { outline: "M10 1.8 19 17.8H1z", sign: "M10 7.2v5M10 14.2v1.3", filled: true },
  "late-soon": { outline: "M10 1.8 18.2 10 10 18.2 1.8 10z", sign: "M10 5.8V10l2.6 2", filled: false },
  information: { outline: "M10 2a8 8 0 1 1 0 16a8 8 0 0 1 0-16z", sign: "M10 9v5.4M10 5.4v1.4", filled: false },
  done: { outline: "M10 2a8 8 0 1 1 0 16a8 8 0 0 1 0-16z", sign: "M6 10.2l2.8 2.8L14 7.4", filled: false },
};
