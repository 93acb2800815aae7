import type { DutyDocument, ExtractedDuty } from "../contract.ts";

/** Labels of a document, as in the folder gold beside the policies; `neutral` are near misses that count neither way. */
export type DutyLabels = {
  readonly source: string;
  readonly document: Pick<DutyDocument["document"], "title" | "number" | "issuer" | "date" | "effective">;
  readonly conventions: readonly string[];
  readonly duties: readonly ExtractedDuty[];
};
export type Neutral = { readonly source: string; readonly offset: number; readonly text: string };
export type Tally = { readonly found: number; readonly right: number; readonly labelled: number };
export type DutyScore = {
  readonly attributions: Tally;
  readonly triples: Tally;
  readonly deadlines: Tally;
  readonly targets: Tally;
  readonly cadence: Tally;
  readonly tasks: Tally;
  readonly headings: Tally;
  readonly kinds: Tally;
  readonly etc: Tally;
  readonly head: Tally;
  readonly misses: readonly string[];
};

const keyOf = ({ offset, attribution }: ExtractedDuty): string => `${offset} ${attribution}`;
const triplesOf = (duty: ExtractedDuty): string[] =>
  (["lead", "support", "joint"] as const).flatMap((role) => duty[role].map((unit) => `${keyOf(duty)} ${unit} ${role}`));
const valuesOf = (duty: ExtractedDuty, field: "deadlines" | "targets" | "cadence"): string[] =>
  duty[field].map((value, i) => `${keyOf(duty)} ${field} ${i} ${JSON.stringify(value)}`);

/** Sets compared: what is found, what of it is right, what is labelled. */
function tally(found: readonly string[], labelled: readonly string[], misses: string[]): Tally {
  const wanted = new Set(labelled);
  const given = new Set(found);
  misses.push(...labelled.filter((one) => !given.has(one)).map((one) => `- ${one}`));
  misses.push(...found.filter((one) => !wanted.has(one)).map((one) => `+ ${one}`));
  return { found: found.length, right: found.filter((one) => wanted.has(one)).length, labelled: labelled.length };
}

export function scoreDuties(got: DutyDocument, labels: DutyLabels, neutral: readonly Neutral[]): DutyScore {
  const isNeutral = ({ offset, attribution }: ExtractedDuty): boolean =>
    neutral.some(
      (near) =>
        near.source === labels.source && near.offset === offset && attribution.startsWith(near.text.slice(0, 2)),
    ) && !labels.duties.some((label) => label.offset === offset);
  const duties = got.duties.filter((duty) => !isNeutral(duty));
  const misses: string[] = [];
  const of = (read: (duty: ExtractedDuty) => string | readonly string[]): Tally =>
    tally(duties.flatMap(read), labels.duties.flatMap(read), misses);
  const head = (one: DutyLabels["document"]): string[] =>
    (["title", "number", "issuer", "date", "effective"] as const).map((field) => `${field} ${one[field]}`);
  return {
    attributions: of(keyOf),
    triples: of(triplesOf),
    deadlines: of((duty) => valuesOf(duty, "deadlines")),
    targets: of((duty) => valuesOf(duty, "targets")),
    cadence: of((duty) => valuesOf(duty, "cadence")),
    tasks: of((duty) => `${keyOf(duty)} task ${duty.task.join("–")}`),
    headings: of((duty) => `${keyOf(duty)} under ${duty.heading}`),
    kinds: of((duty) => `${keyOf(duty)} ${duty.kind}`),
    etc: of((duty) => `${keyOf(duty)} etc ${duty.etc}`),
    head: tally([...head(got.document), ...got.conventions], [...head(labels.document), ...labels.conventions], misses),
    misses,
  };
}

/** 1 when nothing was to be found and nothing was. */
export const f1 = ({ found, right, labelled }: Tally): number =>
  found + labelled === 0 ? 1 : (2 * right) / (found + labelled);

export const sumTallies = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (sum, one) => ({
      found: sum.found + one.found,
      right: sum.right + one.right,
      labelled: sum.labelled + one.labelled,
    }),
    { found: 0, right: 0, labelled: 0 },
  );
