import type { DutyFields } from "../contract/duty-fields.ts";
import { differingFields } from "./duty-words.ts";

export type ComparedDuty = { readonly id: string; readonly offset: number; readonly fields: DutyFields };
export type Likeness<D extends ComparedDuty> = {
  readonly pairs: readonly {
    readonly a: D;
    readonly b: D;
    readonly likeness: number;
    readonly fields: readonly (keyof DutyFields)[];
  }[];
  readonly onlyA: readonly D[];
  readonly onlyB: readonly D[];
};

/** Two versions of a document say nearly the same; a lower one words it anew for its own place. */
const enough = { versions: 0.45, lower: 0.22 } as const;
const same = 0.995;

/**
 * Pairs the duties of two documents by how much their words have in common (pairs of letters, Dice), best pairs first, each duty once.
 * Deterministic: equal likeness goes by the order of the documents.
 */
export function compareDuties<D extends ComparedDuty>(
  as: readonly D[],
  bs: readonly D[],
  how: keyof typeof enough,
): Likeness<D> {
  const gramsB = bs.map(({ fields }) => grams(fields));
  const close = as.flatMap((a, i) => {
    const own = grams(a.fields);
    return bs.map((b, k) => ({ a, b, i, k, likeness: dice(own, gramsB[k] ?? new Map()) }));
  });
  const best = close
    .filter(({ likeness }) => likeness >= enough[how])
    .toSorted((x, y) => y.likeness - x.likeness || x.i - y.i || x.k - y.k);
  const usedA = new Set<D>();
  const usedB = new Set<D>();
  const pairs: Likeness<D>["pairs"][number][] = [];
  for (const { a, b, likeness } of best) {
    if (usedA.has(a) || usedB.has(b)) continue;
    usedA.add(a);
    usedB.add(b);
    pairs.push({
      a,
      b,
      likeness,
      fields:
        likeness >= same
          ? differingFields(a.fields, b.fields).filter((name) => name !== "text")
          : differingFields(a.fields, b.fields),
    });
  }
  return {
    pairs: pairs.toSorted((x, y) => x.a.offset - y.a.offset),
    onlyA: as.filter((a) => !usedA.has(a)),
    onlyB: bs.filter((b) => !usedB.has(b)),
  };
}

function grams({ heading, text }: DutyFields): Map<string, number> {
  const letters = [...`${heading ?? ""}|${text}`.replace(/[\s，。、；：,.;:（）()“”"0-9]/g, "")];
  const counts = new Map<string, number>();
  for (let i = 0; i + 1 < letters.length; i += 1) {
    const gram = `${letters[i]}${letters[i + 1]}`;
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

function dice(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const size = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, n) => sum + n, 0);
  const all = size(a) + size(b);
  if (all === 0) return 1;
  let both = 0;
  for (const [gram, n] of a) both += Math.min(n, b.get(gram) ?? 0);
  return (2 * both) / all;
}
