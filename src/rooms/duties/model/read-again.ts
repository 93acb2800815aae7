import type { DutyFields, DutyState } from "../contract/duty-fields.ts";
import { differingFields } from "./duty-words.ts";

/**
 * A new run of better rules over the same text. What rules read and what people decided are kept apart: the new reading replaces the
 * old one, and never a person's word. A duty is the same when its passage is: first by the same place, else by the passage that
 * overlaps most. Dropped, split and merged duties keep their passages, so that no run brings them back.
 */
type Span = readonly [number, number];
export type FoundPassage = { readonly attribution: Span; readonly task: Span; readonly fields: DutyFields };
export type KnownDuty = {
  readonly id: string;
  readonly origin: "rules" | "person";
  readonly attribution: Span | null;
  readonly task: Span;
  readonly state: DutyState;
  readonly read: DutyFields | null;
  /** The rules did not find it last time. */
  readonly lost: boolean;
  readonly agreed: DutyFields | null;
  /** Made by a person out of others: those keep the passage. */
  readonly madeOf: readonly string[];
};

export type ReadAgain = {
  /** Known duties with their new reading; the place moves only where nobody has decided yet. */
  readonly read: readonly { readonly id: string; readonly found: FoundPassage; readonly state: DutyState }[];
  readonly lost: readonly { readonly id: string; readonly state: DutyState }[];
  readonly added: readonly FoundPassage[];
};

export function readAgain(known: readonly KnownDuty[], found: readonly FoundPassage[]): ReadAgain {
  const holders = known.filter(({ madeOf }) => madeOf.length === 0);
  const pairs = pairUp(holders, found);
  const taken = new Set(pairs.values());
  return {
    read: holders.flatMap((duty) => {
      const passage = pairs.get(duty);
      return passage === undefined ? [] : [{ id: duty.id, found: passage, state: back(duty.state) }];
    }),
    lost: holders
      .filter((duty) => !pairs.has(duty) && duty.read !== null && !duty.lost)
      .map((duty) => ({ id: duty.id, state: goneState(duty) })),
    added: found.filter((passage) => !taken.has(passage)),
  };
}

/** What rules lost and find again is found; nothing else changes by a reading. */
const back = (state: DutyState): DutyState => (state === "gone" ? "found" : state);
/** Only what nobody had touched goes with the rules. */
const goneState = ({ state, agreed }: KnownDuty): DutyState => (state === "found" && agreed === null ? "gone" : state);

function pairUp(known: readonly KnownDuty[], found: readonly FoundPassage[]): Map<KnownDuty, FoundPassage> {
  const pairs = new Map<KnownDuty, FoundPassage>();
  const free = new Set(found);
  const take = (duty: KnownDuty, passage: FoundPassage): void => {
    pairs.set(duty, passage);
    free.delete(passage);
  };
  for (const duty of known) {
    const same = [...free].find((passage) => duty.attribution !== null && equal(passage.attribution, duty.attribution));
    if (same !== undefined) take(duty, same);
  }
  const close = known
    .filter((duty) => !pairs.has(duty))
    .flatMap((duty) => [...free].map((passage) => ({ duty, passage, share: overlap(duty.task, passage.task) })))
    .filter(({ share }) => share >= 0.5)
    .toSorted((a, b) => b.share - a.share);
  for (const { duty, passage } of close) if (!pairs.has(duty) && free.has(passage)) take(duty, passage);
  return pairs;
}

const equal = (a: Span, b: Span): boolean => a[0] === b[0] && a[1] === b[1];

/** Share of the longer passage that both have. */
function overlap(a: Span, b: Span): number {
  const both = Math.min(a[1], b[1]) - Math.max(a[0], b[0]);
  return both <= 0 ? 0 : both / Math.max(a[1] - a[0], b[1] - b[0]);
}

/** What a person should look at again: fields whose reading is another than the one that he saw, or a duty that rules lost. */
export function differenceOf(duty: {
  readonly agreed: DutyFields | null;
  readonly agreedRead: DutyFields | null;
  readonly read: DutyFields | null;
  readonly lost: boolean;
}): { readonly lost: boolean; readonly fields: readonly (keyof DutyFields)[] } | null {
  const { agreed, agreedRead, read, lost } = duty;
  if (agreed === null || agreedRead === null || read === null) return null;
  if (lost) return { lost: true, fields: [] };
  // What the person has set the same way is no news.
  const fields = differingFields(agreedRead, read).filter((name) => differingFields(agreed, read).includes(name));
  return fields.length === 0 ? null : { lost: false, fields };
}
