import type { MatchHow } from "../contract/review.ts";
import { sameWords, unitKinds } from "./unit-kind-table.ts";

/** A name of an organisation, today's or another, with the days of those that ended. */
export type KnownName = {
  readonly organisationId: string;
  readonly name: string;
  readonly nameKind: "current" | "former" | "short" | "other";
  readonly from: string | null;
  readonly to: string | null;
  readonly organisation: string;
  readonly kind: string;
  readonly regionCode: string;
};

export type Candidate = {
  readonly organisationId: string;
  readonly name: string;
  readonly knownAs: string | null;
  readonly regionCode: string;
  readonly certainty: number;
  readonly how: MatchHow;
};

const candidatesMax = 12;

/**
 * Organisations that a unit's name in a document may mean, surest first. It only proposes: a person confirms whatever the certainty.
 * `asOf` is the document's day: a former name that held then is nearly as sure as today's.
 */
export function matchUnit(unit: string, names: readonly PreparedName[], asOf: string): readonly Candidate[] {
  const best = new Map<string, Candidate>();
  const wanted = {
    bare: bare(unit),
    core: coreOf(unit),
    ranked: withoutRank(unit),
    kinds: unitKinds.find(({ words }) => words.test(bare(unit)))?.kinds,
  };
  for (const name of names) {
    const found = weigh(wanted, name, asOf);
    if (found === undefined || found.certainty <= (best.get(name.organisationId)?.certainty ?? 0)) continue;
    best.set(name.organisationId, found);
  }
  return [...best.values()]
    .toSorted((a, b) => b.certainty - a.certainty || (a.name < b.name ? -1 : 1))
    .slice(0, candidatesMax);
}

/** What is compared of a name, made once for all units of a document. */
export type PreparedName = KnownName & { readonly bare: string; readonly core: string };
export const prepareNames = (names: readonly KnownName[]): readonly PreparedName[] =>
  names.map((known) => ({ ...known, bare: bare(known.name), core: coreOf(known.name) }));

type Wanted = {
  readonly bare: string;
  readonly core: string;
  /** The name without its rank: 建委 of 市建委; all of it where it has none. */
  readonly ranked: string | undefined;
  readonly kinds: readonly string[] | undefined;
};
const placeOnly = /^[\u4e00-\u9fff]{1,8}(?:省|自治区|市|区|县|旗|州|盟)$/;
const withoutRank = (unit: string): string | undefined => {
  const name = bare(unit).replace(/^[省市县区州](?=.{2})/, "");
  return name.length >= 2 && !/^(?:各|地方|其他|有关|相关)/.test(name) ? name : undefined;
};

function weigh(wanted: Wanted, known: PreparedName, asOf: string): Candidate | undefined {
  const { organisationId, organisation, regionCode, name, nameKind } = known;
  const as = (how: MatchHow, certainty: number): Candidate => ({
    organisationId,
    name: organisation,
    knownAs: name === organisation ? null : name,
    regionCode,
    certainty,
    how,
  });
  if (known.bare === wanted.bare) {
    if (nameKind === "current") return as("same-name", 98);
    if (nameKind === "former") return as("former-name", heldOn(known, asOf) ? 95 : 80);
    return as("short-name", heldOn(known, asOf) ? 92 : 75);
  }
  if (wanted.core.length >= 2 && known.core === wanted.core) return as("same-office", 75);
  // 市建委 and 杭州市建委: the place stands before it.
  if (
    wanted.ranked !== undefined &&
    known.bare.endsWith(wanted.ranked) &&
    placeOnly.test(known.bare.slice(0, -wanted.ranked.length))
  )
    return as("same-office", 85);
  if (wanted.kinds?.includes(known.kind)) return as("kind", wanted.kinds[0] === known.kind ? 55 : 40);
  if (wanted.core.length >= 3 && known.core.includes(wanted.core)) return as("part-of-name", 30);
  return undefined;
}

const heldOn = ({ from, to }: KnownName, day: string): boolean =>
  (from === null || from <= day) && (to === null || day <= to);

/** Without brackets such as （示范） and blanks. */
const bare = (name: string): string => name.replace(/[（(〔[][^）)〕\]]*[）)〕\]]/g, "").replace(/\s/g, "");

/** What an office is called without its place and its rank: 渠县市场监督管理局 and 县市场监管局 are both 市场监督. */
function coreOf(name: string): string {
  const here = bare(name)
    .replace(/^(?:各地|各级|各|全|本|相关|有关)+/, "")
    .replace(/^[^省市区县镇街]{0,8}(?:省|自治区|市|区|县)(?!场)/, "");
  return sameWords.reduce((words, [pattern, word]) => words.replace(pattern, word), here);
}
