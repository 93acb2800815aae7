import { assert } from "../../../kernel/result.ts";
import type { DutyFields } from "../contract/duty-fields.ts";

const textMax = 4_000;
const unique = <T>(each: readonly T[]): T[] => [...new Map(each.map((one) => [JSON.stringify(one), one])).values()];

/** Several duties as one: everything that any of them says, once, in order. */
export function mergedFields(all: readonly DutyFields[]): DutyFields {
  const [first] = all;
  assert(first !== undefined, "there is a duty to merge");
  const lead = unique(all.flatMap((each) => each.lead));
  const without = (units: readonly string[], taken: readonly string[]): string[] =>
    units.filter((unit) => !taken.includes(unit));
  const joint = without(unique(all.flatMap((each) => each.joint)), lead);
  return {
    heading: first.heading,
    text: unique(all.map(({ text }) => text))
      .join("\n")
      .slice(0, textMax),
    lead,
    joint,
    support: without(unique(all.flatMap((each) => each.support)), [...lead, ...joint]),
    etc: all.some(({ etc }) => etc),
    deadlines: unique(all.flatMap((each) => each.deadlines)),
    targets: unique(all.flatMap((each) => each.targets)),
    cadence: unique(all.flatMap((each) => each.cadence)),
  };
}
