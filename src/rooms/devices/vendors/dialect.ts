import type { DialectName, UpChannel } from "../contract.ts";
import type { CodeList } from "./code-list.ts";
import type { DialectResult } from "./dialect-result.ts";

export type { DialectResult } from "./dialect-result.ts";

/**
 * How one vendor or city writes its frames: one leaf file per dialect, data and small functions, no state, no clock. The
 * dialect is a property of the credential. How to add one: docs/add-a-vendor.md.
 */
export type Dialect = ChannelDialect | RawDialect;

/** The unified interface: its topics name the channel. */
export type ChannelDialect = {
  readonly kind: "channels";
  readonly name: DialectName;
  /** Reads one frame's JSON. Never throws: what it cannot read is said in `reason` and goes to the quarantine. */
  readonly read: (channel: UpChannel, body: unknown) => DialectResult;
};

/** A dialect of its own: its frames enter at `sp/raw/<code>`, any bytes, and say themselves what they are. */
export type RawDialect = {
  readonly kind: "raw";
  readonly name: DialectName;
  /** The table of its codes; the canonical interface may name it too (`codeList`). */
  readonly list: CodeList;
  /** `never`: the sender does not tell the end of a fault, and nobody waits for it. */
  readonly clears: "sent" | "never";
  /** Reads one frame of one lift. Never throws. */
  readonly read: (payload: Uint8Array) => DialectResult;
  /** For senders that push over HTTP for many lifts at once. */
  readonly push?: {
    /** Where, below `/ingest/<dialect>/`. */
    readonly paths: readonly string[];
    /** A request's body → one frame per lift, each for `read`. Never throws. */
    readonly split: (body: unknown) => readonly PushedFrame[];
  };
};

/** One lift's part of a push. Without a code it belongs to no lift that could be named, and is to be refused. */
export type PushedFrame = { readonly registerCode: string | undefined; readonly payload: Uint8Array };
