/** One refused line: where it stands, which rule it breaks, and what to do instead. */
export type Violation = {
  readonly rule: RuleName;
  /** Path from the root of the checkout, with forward slashes. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
};

export type RuleName =
  | "parse"
  | "room-list"
  | "door"
  | "direction"
  | "undeclared-room"
  | "cycle"
  | "kernel"
  | "platform"
  | "pure-model"
  | "contract"
  | "http"
  | "export-star"
  | "sql"
  | "timer"
  | "outside"
  | "name"
  | "size";
