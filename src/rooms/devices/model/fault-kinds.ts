import { type FaultKind, faultKinds } from "../contract.ts";

const bits: ReadonlyMap<string, number> = new Map(faultKinds.map((kind, i) => [kind, 1 << i]));
/** The bit of a kind; 0 for a word that is none. */
export const bitOf = (kind: string): number => bits.get(kind) ?? 0;
export const isFaultKind = (code: string): code is FaultKind => bits.has(code);
