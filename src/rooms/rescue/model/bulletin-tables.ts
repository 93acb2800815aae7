import type { BulletinTable } from "../contract/bulletin.ts";
import type { Source } from "../contract/sources.ts";
import { type BulletinCase, firstThere, isEntrapment } from "./bulletin-cases.ts";
import { sharesOf } from "./shares.ts";

type Row = {
  readonly zh: string;
  readonly en: string;
  readonly count: number;
  readonly more?: readonly (number | null)[];
};
type Head = Omit<BulletinTable, "rows" | "total" | "counts">;

const written = ({ zh, en, count, more = [] }: Row, share: number | null): BulletinTable["rows"][number] => ({
  zh,
  en,
  count,
  share,
  more: [...more],
});

/** Parts of one whole: shares are of it and add up. */
function whole(head: Head, rows: readonly Row[]): BulletinTable {
  const shares = sharesOf(rows.map(({ count }) => count));
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  return { ...head, counts: null, total, rows: rows.map((row, i) => written(row, shares[i] ?? null)) };
}

const rowsMax = 10;
/** The largest of many: no shares, for they would not be of what is shown. */
const largest = (head: Head, rows: readonly Row[], total: number): BulletinTable => ({
  ...head,
  counts: null,
  total,
  rows: rows.slice(0, rowsMax).map((row) => written(row, null)),
});

const tally = <Key extends string>(cases: readonly BulletinCase[], keyOf: (each: BulletinCase) => Key | null) => {
  const counts = new Map<Key, BulletinCase[]>();
  for (const each of cases) {
    const key = keyOf(each);
    if (key === null) continue;
    const found = counts.get(key);
    if (found === undefined) counts.set(key, [each]);
    else found.push(each);
  }
  return counts;
};
const bySize = (a: Row, b: Row): number => b.count - a.count || (a.zh < b.zh ? -1 : 1);
const two = (value: number): number => Math.round(value * 100) / 100;

type Words = { readonly zh: string; readonly en: string };
export type TableWords = {
  /** Words of causes by their code. */
  readonly causes: Readonly<Record<string, Words>>;
  /** Words of sectors by their code. */
  readonly sectors: Readonly<Record<string, Words>>;
  /** Lifts in service of each maintenance unit by its name, and of each region. */
  readonly liftsOfUnit: ReadonlyMap<string, number>;
  readonly liftsOfRegion: ReadonlyMap<string, number>;
};

export function bulletinTables(all: readonly BulletinCase[], known: TableWords): BulletinTable[] {
  const cases = all.filter(isEntrapment);
  return [
    levels(cases),
    howTheyCame(cases),
    regions(cases, known),
    places(cases, known),
    hours(cases),
    causeClasses(cases),
    causeCodes(cases, known),
    ages(cases),
    units(cases, known),
    repeats(cases),
    silent(cases),
  ];
}

const noMore = { more: [] };

function levels(cases: readonly BulletinCase[]): BulletinTable {
  const levelOf = (each: BulletinCase) => {
    const there = firstThere(each);
    if (each.freedBy === "fire-service") return "3";
    if (there !== undefined) return there.level === 1 ? "1" : "2";
    return each.freedBy === "themselves" || each.freedBy === "use-unit" ? each.freedBy : "none";
  };
  const found = tally(cases, levelOf);
  const row = (key: ReturnType<typeof levelOf>, zh: string, en: string): Row => ({
    zh,
    en,
    count: found.get(key)?.length ?? 0,
  });
  return whole({ name: "levels", zh: "救援级别", en: "Level of the rescue", ...noMore }, [
    row("1", "一级（签约维保单位）", "level 1, the contracted unit"),
    row("2", "二级（救援站点、就近单位）", "level 2, a station or the nearest unit"),
    row("3", "三级（消防等）", "level 3, fire service"),
    row("use-unit", "使用单位", "the use unit"),
    row("themselves", "自行脱困", "out by themselves"),
    row("none", "未到场或未结束", "nobody there, or not over"),
  ]);
}

const comings: readonly (readonly [Source, string, string])[] = [
  ["call", "电话报警", "by telephone"],
  ["device", "设备报警", "by device"],
  ["car-page", "轿厢扫码", "by the car's page"],
  ["property", "使用单位报警", "by the use unit"],
  ["crew", "救援组发现", "found by a crew"],
  ["110", "110 转来", "handed over by 110"],
  ["119", "119 转来", "handed over by 119"],
  ["120", "120 转来", "handed over by 120"],
  ["12345", "12345 转来", "handed over by 12345"],
];

function howTheyCame(cases: readonly BulletinCase[]): BulletinTable {
  const found = tally(cases, ({ source }) => source);
  const rows = comings.map(([source, zh, en]): Row => ({ zh, en, count: found.get(source)?.length ?? 0 }));
  return whole({ name: "sources", zh: "报警来源", en: "How the alarm came", ...noMore }, rows);
}

function regions(cases: readonly BulletinCase[], { liftsOfRegion }: TableWords): BulletinTable {
  const rows = [...tally(cases, ({ region }) => region)].map(([region, own]): Row => {
    const lifts = liftsOfRegion.get(region) ?? 0;
    const spans = own.flatMap(({ openedAt, arrivedAt }) => (arrivedAt === null ? [] : [arrivedAt - openedAt]));
    const mean = spans.length === 0 ? null : two(spans.reduce((sum, span) => sum + span, 0) / spans.length / 60_000);
    const freed = own.reduce((sum, { freedCount }) => sum + freedCount, 0);
    return {
      zh: region,
      en: region,
      count: own.length,
      more: [freed, mean, lifts === 0 ? null : two((own.length / lifts) * 100)],
    };
  });
  const more = [
    { zh: "解救（人）", en: "people freed", unit: "people" },
    { zh: "到场均时（分）", en: "mean min to scene", unit: "minutes" },
    { zh: "困人率（%）", en: "rate (%)", unit: "percent" },
  ] as const;
  return whole({ name: "regions", zh: "各地区", en: "By district", more: [...more] }, rows.toSorted(bySize));
}

function places(cases: readonly BulletinCase[], { sectors }: TableWords): BulletinTable {
  const rows = [...tally(cases, ({ sector }) => sector ?? "unknown")].map(([sector, own]): Row => {
    const words = sectors[sector] ?? { zh: "场所不详", en: "place not known" };
    return { ...words, count: own.length };
  });
  return whole({ name: "places", zh: "使用场所", en: "By place", ...noMore }, rows.toSorted(bySize));
}

const hourMs = 3_600_000;
function hours(cases: readonly BulletinCase[]): BulletinTable {
  const found = tally(cases, ({ openedAt }) => String(Math.floor((openedAt + 8 * hourMs) / hourMs) % 24));
  const rows = Array.from({ length: 24 }, (_, hour): Row => {
    const words = `${hour}:00–${hour + 1}:00`;
    return { zh: words, en: words, count: found.get(String(hour))?.length ?? 0 };
  });
  return whole({ name: "hours", zh: "报警时段", en: "By hour", ...noMore }, rows);
}

const classes: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  "1": { zh: "人为原因", en: "people" },
  "2": { zh: "外部原因", en: "from outside" },
  "3": { zh: "门系统", en: "doors" },
  "4": { zh: "曳引系统", en: "drive" },
  "5": { zh: "控制系统", en: "control" },
  "6": { zh: "安全保护装置", en: "safety devices" },
  "7": { zh: "其他", en: "other" },
  none: { zh: "原因未登记", en: "cause not recorded" },
};
function causeClasses(cases: readonly BulletinCase[]): BulletinTable {
  const found = tally(cases, ({ cause }) => cause?.[0] ?? "none");
  const rows = Object.entries(classes).map(([key, words]): Row => ({ ...words, count: found.get(key)?.length ?? 0 }));
  return whole({ name: "cause-classes", zh: "故障原因分类", en: "Causes by class", ...noMore }, rows);
}

function causeCodes(cases: readonly BulletinCase[], { causes }: TableWords): BulletinTable {
  const rows = [...tally(cases, ({ cause }) => cause)].map(([code, own]): Row => {
    const words = causes[code] ?? { zh: code, en: code };
    return { zh: `${code} ${words.zh}`, en: `${code} ${words.en}`, count: own.length };
  });
  const head = { name: "causes", zh: "故障原因前十位", en: "The ten most frequent causes", ...noMore };
  return largest(head, rows.toSorted(bySize), cases.length);
}

const bands = [
  [0, 5],
  [5, 10],
  [10, 15],
  [15, 20],
  [20, 200],
] as const;
function ages(cases: readonly BulletinCase[]): BulletinTable {
  const inBand = (from: number, to: number): number =>
    cases.filter(({ age }) => age !== null && age >= from && age < to).length;
  const rows: Row[] = bands.map(([from, to]) => {
    const last = to === 200;
    return {
      zh: last ? `${from} 年以上` : `${from}–${to} 年`,
      en: last ? `${from} years and more` : `${from}–${to} years`,
      count: inBand(from, to),
    };
  });
  rows.push({ zh: "不详", en: "not known", count: cases.filter(({ age }) => age === null).length });
  return whole({ name: "ages", zh: "使用年限", en: "By years in use", ...noMore }, rows);
}

function units(cases: readonly BulletinCase[], { liftsOfUnit }: TableWords): BulletinTable {
  const rows = [...tally(cases, ({ maintenanceUnit }) => maintenanceUnit)].map(([unit, own]): Row => {
    const lifts = liftsOfUnit.get(unit) ?? 0;
    return {
      zh: unit,
      en: unit,
      count: own.length,
      more: [lifts, lifts === 0 ? null : two((own.length / lifts) * 100)],
    };
  });
  const more = [
    { zh: "维保电梯（台）", en: "lifts", unit: "count" },
    { zh: "困人率（%）", en: "rate (%)", unit: "percent" },
  ] as const;
  const head = { name: "units", zh: "困人率前十位维保单位", en: "Maintenance units by rate", more: [...more] };
  const byRate = (a: Row, b: Row): number => (b.more?.[1] ?? 0) - (a.more?.[1] ?? 0) || bySize(a, b);
  return largest(head, rows.toSorted(byRate), cases.length);
}

function repeats(cases: readonly BulletinCase[]): BulletinTable {
  const rows = [...tally(cases, ({ liftId }) => liftId).values()].flatMap((own): Row[] => {
    const [first] = own;
    return first === undefined || own.length < 2 ? [] : [{ zh: first.place, en: first.place, count: own.length }];
  });
  const head = { name: "repeats", zh: "重复困人电梯前十位", en: "Lifts with several entrapments", ...noMore };
  return largest(head, rows.toSorted(bySize), cases.length);
}

function silent(cases: readonly BulletinCase[]): BulletinTable {
  const asks = cases.flatMap((each) => each.asks);
  const found = new Map<string, { asked: number; silent: number }>();
  for (const { organisation, silent: none } of asks) {
    const unit = found.get(organisation) ?? { asked: 0, silent: 0 };
    found.set(organisation, { asked: unit.asked + 1, silent: unit.silent + (none ? 1 : 0) });
  }
  const rows = [...found].flatMap(([unit, each]): Row[] =>
    each.silent === 0 ? [] : [{ zh: unit, en: unit, count: each.silent, more: [each.asked] }],
  );
  const more = [{ zh: "派单（次）", en: "asks", unit: "count" }] as const;
  const head = { name: "silent-units", zh: "未按时应答的单位", en: "Units that did not answer", more: [...more] };
  return largest(head, rows.toSorted(bySize), asks.length);
}
