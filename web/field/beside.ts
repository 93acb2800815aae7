/** A page beside the step in hand. */
export type Side = "late" | "help" | "scan" | "outside" | "steps" | "sign";
/** What the step in hand offers beside itself. */
export type Beside = { readonly open: (side: Side) => void; readonly withdrawHelp: (helpId: string) => void };
