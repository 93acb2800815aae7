import type { CarState } from "./car-state.ts";
import type { Words } from "./texts.ts";

/** What a part of the page is drawn from. */
export type Shown = {
  readonly state: CarState;
  readonly words: Words;
  readonly number: string;
  /** Address of the lift, and the sign's token where the page was opened with it. */
  readonly lift: string;
  readonly token: string | null;
};
/** A part of the page that came after the first view. */
export type LaterPart = { readonly draw: (shown: Shown) => void };
