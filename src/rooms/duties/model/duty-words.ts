import type { DutyFields } from "../contract/duty-fields.ts";
import type { ExtractedDuty } from "../contract.ts";

const textMax = 4_000;

/** The fields of a duty as the rules read it; `letters` are the code points of the document's text. */
export const fieldsOf = (duty: ExtractedDuty, letters: readonly string[]): DutyFields => ({
  heading: duty.heading,
  text: passageOf(letters, duty.task) || duty.attribution,
  lead: duty.lead,
  support: duty.support,
  joint: duty.joint,
  etc: duty.etc,
  deadlines: duty.deadlines,
  targets: duty.targets,
  cadence: duty.cadence,
});

/** A passage in one line: documents break lines in mid-word. */
export const passageOf = (letters: readonly string[], [from, to]: readonly [number, number]): string =>
  letters
    .slice(from, to)
    .join("")
    .replace(/\s*[\r\n]+\s*/g, "")
    .trim()
    .slice(0, textMax);

/** Everybody whom a duty names, in order, once. */
export const unitsOf = ({
  lead,
  support,
  joint,
}: Pick<DutyFields, "lead" | "support" | "joint">): readonly string[] => [...new Set([...lead, ...joint, ...support])];

/** Who answers for it day by day: who leads, or all of them where nobody does. */
export const ownersOf = ({ lead, joint }: Pick<DutyFields, "lead" | "joint">): readonly string[] =>
  lead.length > 0 ? lead : joint;

const fieldNames = ["heading", "text", "lead", "support", "joint", "etc", "deadlines", "targets", "cadence"] as const;

/** In which fields two versions of a duty differ. */
export const differingFields = (a: DutyFields, b: DutyFields): readonly (keyof DutyFields)[] =>
  fieldNames.filter((name) => JSON.stringify(plain(a[name])) !== JSON.stringify(plain(b[name])));

/** The database gives keys of an object in an order of its own. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => [key, plain(each)]);
};
