import { tidyUseRegistrationNo } from "../model/use-registration.ts";
import type { RegisterState } from "./register-state.ts";
import { fold } from "./text-order.ts";

const wordsMax = 5;

/** Words of a search as they are compared. */
export const wordsOf = (q: string): string[] =>
  q
    .split(/\s+/)
    .map(fold)
    .filter((word) => word !== "")
    .slice(0, wordsMax);

/**
 * A search that may name a code by its beginning: one word of digits and Latin letters, five or more; or a use-registration number
 * from 梯 on, which also holds a province's name and brackets.
 */
export function codeIn(q: string | undefined): string | undefined {
  const word = (q ?? "").normalize("NFKC").trim();
  if (/^[0-9A-Za-z-]{5,}$/.test(word)) return word;
  if (!word.startsWith("梯")) return undefined;
  const no = tidyUseRegistrationNo(word);
  return /^梯[0-9A-Z一-龥()]{4,}$/.test(no) ? no : undefined;
}

/** A word that begins in the building's place and ends in the lift's number (`2单元1号梯`). */
type Across = { readonly bit: number; readonly buildings: Uint8Array; readonly liftNos: Uint8Array };

/**
 * Narrows `chosen` (1 by row) to the lifts that have every word in their place or address, or in the initials of their
 * place; `codeRows` are those that the words name by a code.
 */
export function narrowByWords(
  state: RegisterState,
  chosen: Uint8Array,
  { words, codeRows }: { readonly words: readonly string[]; readonly codeRows: readonly number[] },
): void {
  const inBuilding = new Uint8Array(state.buildings.size);
  const inLiftNo = new Uint8Array(state.liftNos.size);
  const across: Across[] = [];
  for (const [i, word] of words.entries()) {
    const bit = 1 << i;
    state.buildings.forEachWith(word, (building) => {
      inBuilding[building] = (inBuilding[building] as number) | bit;
    });
    for (const [no, text] of state.liftNos.folded.entries())
      if (text.includes(word)) inLiftNo[no] = (inLiftNo[no] as number) | bit;
    across.push(...acrossOf(state, word, bit));
  }
  const all = (1 << words.length) - 1;
  const byCode = codeRows.filter((row) => chosen[row] === 1);
  const { building, liftNo } = state.lifts;
  const size = state.lifts.size;
  for (let row = 0; row < size; row++) {
    if (chosen[row] === 0) continue;
    const here = building[row] as number;
    const no = liftNo[row] as number;
    let found = (inBuilding[here] as number) | (inLiftNo[no] as number);
    if (found !== all && across.length > 0)
      for (const { bit, buildings, liftNos } of across) if (buildings[here] === 1 && liftNos[no] === 1) found |= bit;
    if (found !== all) chosen[row] = 0;
  }
  for (const row of byCode) chosen[row] = 1;
}

function acrossOf(state: RegisterState, word: string, bit: number): Across[] {
  const found: Across[] = [];
  for (let cut = 1; cut < word.length; cut++) {
    const [head, tail] = [word.slice(0, cut), word.slice(cut)];
    const liftNos = new Uint8Array(state.liftNos.size);
    let any = false;
    for (const [no, text] of state.liftNos.folded.entries())
      if (text.startsWith(tail)) {
        liftNos[no] = 1;
        any = true;
      }
    if (!any) continue;
    const buildings = new Uint8Array(state.buildings.size);
    state.buildings.forEachEndingWith(head, (building) => {
      buildings[building] = 1;
    });
    found.push({ bit, buildings, liftNos });
  }
  return found;
}
