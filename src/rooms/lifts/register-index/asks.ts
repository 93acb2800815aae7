import type { Scope } from "../../../kernel/principal.ts";
import type { LiftCounts, LiftFilter, LiftSort } from "../contract.ts";

/** Which lifts: the filter, within the scopes, as of this moment (ages and overdue inspections depend on the day). */
export type Which = { readonly filter: LiftFilter; readonly scopes: readonly Scope[]; readonly now: number };
export type Ordered = { readonly sort: LiftSort; readonly descending: boolean };

/** `next` is handed back as `after`. `wrong-cursor`: it is none of ours. */
export type Page =
  | { readonly ids: string[]; readonly total: number; readonly next: string | null; readonly asOf: number }
  | "wrong-cursor";
export type Point = [id: string, lon: number, lat: number, place: string];

/** What the index can be asked, and what it answers. */
export type Asks = {
  readonly page: {
    readonly question: Which & Ordered & { readonly after: string | undefined; readonly limit: number };
    readonly answer: Page;
  };
  /** All ids in their order, 16 bytes each. */
  readonly ids: { readonly question: Which & Ordered & { readonly max: number }; readonly answer: Uint8Array };
  readonly counts: { readonly question: Which; readonly answer: LiftCounts };
  readonly tile: {
    readonly question: Which & { readonly z: number; readonly x: number; readonly y: number };
    readonly answer: Uint8Array;
  };
  /** Which of these lifts are chosen, as places in the list. */
  readonly among: { readonly question: Which & { readonly ids: readonly string[] }; readonly answer: number[] };
  readonly points: { readonly question: Which & { readonly max: number }; readonly answer: Point[] };
};
export type AskKind = keyof Asks;
