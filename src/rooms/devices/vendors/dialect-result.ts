import type { Reading } from "../model/reading.ts";

/** What a dialect makes of one frame. */
export type DialectResult =
  | {
      readonly ok: true;
      readonly reading: Reading;
      /** Further readings of the same frame, in their order. Left out where there is one, as in nearly every frame. */
      readonly more?: readonly Reading[];
      /** What of the frame could not be read, in one sentence: the rest counts, and the frame goes to the quarantine too. */
      readonly unread?: string;
      /** The lift that the frame itself names; it must be the device's own. */
      readonly registerCode?: string;
    }
  | {
      readonly ok: false;
      /** One English sentence for the maker's engineer. */
      readonly reason: string;
      /** The event's id where it could be read: its receipt then says `quarantined`. */
      readonly eventId?: string;
    };
