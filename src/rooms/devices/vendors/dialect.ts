import type { UpChannel } from "../contract.ts";
import type { Reading } from "../model/reading.ts";

/**
 * How one vendor or city writes its frames: one leaf file per dialect, data and small functions, no state, no clock. The
 * dialect is a property of the credential.
 */
export type Dialect = {
  readonly name: string;
  /** Reads one frame's JSON. Never throws: what it cannot read is said in `reason` and goes to the quarantine. */
  readonly read: (channel: UpChannel, body: unknown) => DialectResult;
};

export type DialectResult =
  | { readonly ok: true; readonly reading: Reading }
  | {
      readonly ok: false;
      /** One English sentence for the maker's engineer. */
      readonly reason: string;
      /** The event's id where it could be read: its receipt then says `quarantined`. */
      readonly eventId?: string;
    };
