/**
 * The special-equipment catalogue's kinds of lifts (特种设备目录, 3000 电梯) as rows with the days on which they hold. A future
 * catalogue is further rows here, and an `until` in those that it ends; nothing else knows a kind's code by heart but the words
 * that old registers use (`import/read-kind.ts`). The database takes any code of the shape `3` and three digits.
 */
type CatalogueKind = {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  /** First and last day on which lifts were registered under it; null: still. */
  readonly from: string;
  readonly until: string | null;
  /** The code under which the register keeps such a lift: its own, or that of a later catalogue which an old one is read as. */
  readonly keptAs: string;
  /** Moves people on steps or a belt, not in a car. */
  readonly escalator?: true;
  readonly source: string;
  /** published: seen in the text · recalled: from memory, to be held against the text */
  readonly certainty: "published" | "recalled";
};

const of2014 = { from: "2014-10-30", until: null, source: "质检总局公告2014年第114号", certainty: "recalled" } as const;
/** They do not tell the drive: the commonest kind of the class is taken, and an import says so. */
const of2004 = {
  from: "2004-01-19",
  until: "2014-10-29",
  source: "国质检锅〔2004〕31号",
  certainty: "recalled",
} as const;

export const kindCatalogue = [
  { code: "3110", zh: "曳引驱动乘客电梯", en: "traction passenger lift", keptAs: "3110", ...of2014 },
  { code: "3120", zh: "曳引驱动载货电梯", en: "traction goods lift", keptAs: "3120", ...of2014 },
  { code: "3130", zh: "强制驱动载货电梯", en: "positive-drive goods lift", keptAs: "3130", ...of2014 },
  { code: "3210", zh: "液压乘客电梯", en: "hydraulic passenger lift", keptAs: "3210", ...of2014 },
  { code: "3220", zh: "液压载货电梯", en: "hydraulic goods lift", keptAs: "3220", ...of2014 },
  { code: "3310", zh: "自动扶梯", en: "escalator", keptAs: "3310", escalator: true, ...of2014 },
  { code: "3320", zh: "自动人行道", en: "moving walk", keptAs: "3320", escalator: true, ...of2014 },
  { code: "3410", zh: "防爆电梯", en: "explosion-proof lift", keptAs: "3410", ...of2014 },
  { code: "3420", zh: "消防员电梯", en: "firefighter lift", keptAs: "3420", ...of2014 },
  { code: "3430", zh: "杂物电梯", en: "service lift", keptAs: "3430", ...of2014 },
  { code: "3010", zh: "乘客电梯", en: "passenger lift", keptAs: "3110", ...of2004 },
  { code: "3020", zh: "载货电梯", en: "goods lift", keptAs: "3120", ...of2004 },
  { code: "3030", zh: "液压电梯", en: "hydraulic lift", keptAs: "3210", ...of2004 },
  { code: "3040", zh: "杂物电梯", en: "service lift", keptAs: "3430", ...of2004 },
  { code: "3050", zh: "自动扶梯", en: "escalator", keptAs: "3310", ...of2004 },
  { code: "3060", zh: "自动人行道", en: "moving walk", keptAs: "3320", ...of2004 },
] as const satisfies readonly CatalogueKind[];

type Row = (typeof kindCatalogue)[number];
/** A kind as the register keeps it. */
export type LiftKind = Row["keptAs"];
type Words = { readonly zh: string; readonly en: string };

const isKept = (row: Row): boolean => row.code === row.keptAs;
/** The kinds that the register keeps, in the order of the catalogue. */
export const liftKinds: readonly LiftKind[] = kindCatalogue.filter(isKept).map(({ keptAs }) => keptAs);
export const kindNames = Object.fromEntries(
  kindCatalogue.filter(isKept).map(({ keptAs, zh, en }) => [keptAs, { zh, en }]),
) as Readonly<Record<LiftKind, Words>>;

const byCode: ReadonlyMap<string, CatalogueKind & { readonly keptAs: LiftKind }> = new Map(
  kindCatalogue.map((row) => [row.code, row]),
);
/** What a code of today's catalogue or of one before it says; undefined for any other. */
export const catalogueKind = (code: string): (CatalogueKind & { readonly keptAs: LiftKind }) | undefined =>
  byCode.get(code);

/** The first code of these that a catalogue before today's gave: under it the lift was registered. Codes of lifts begin with that of their kind. */
export function formerKindIn(codes: readonly (string | number | null | undefined)[]): CatalogueKind | undefined {
  for (const code of codes) {
    const found = code === null || code === undefined ? undefined : catalogueKind(String(code).slice(0, 4));
    if (found !== undefined && found.until !== null) return found;
  }
  return undefined;
}

export const isEscalatorKind = (kind: LiftKind): boolean => byCode.get(kind)?.escalator === true;
