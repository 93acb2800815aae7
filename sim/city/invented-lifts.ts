import { isEscalatorKind, type LiftKind, type LiftSector } from "../../src/rooms/lifts/contract.ts";
import { createDice, type Dice } from "../dice.ts";
import { createAges } from "./ages.ts";
import { type Apportion, apportion } from "./apportion.ts";
import type { CityLift, Organisation, Party, Tower } from "./city.ts";
import { type CodeForm, deviceCodes, registerCodes, rescueCode, useRegistrationNos } from "./codes.ts";
import { monthOf, yearOf } from "./days.ts";
import type { Contract, Firms } from "./firms.ts";
import { papersOf } from "./papers.ts";
import { mixOf, type SectorMix } from "./sector-mix.ts";

export type LiftsOptions = {
  readonly seed: number;
  readonly firms: Firms;
  /** The day on which the city is looked at, counted from 1970-01-01. */
  readonly asOf: number;
  /** Region digits in 注册代码; the tower's own when left out. */
  readonly codeRegion?: string;
};

/** Makes the lifts of one site after the other; numbers and shares run on from site to site. */
export function createLifts(options: LiftsOptions): (towers: readonly Tower[]) => CityLift[] {
  const { seed, firms, asOf } = options;
  const state: State = {
    options,
    dice: createDice(seed),
    kinds: createKinds(),
    series: createSeries(),
    floors: createFloors(),
    turn: Math.floor(createDice(seed)(0, 99) * 900_000),
    index: 0,
  };
  const ages = createAges(seed, asOf);
  return (towers) => {
    const [first] = towers;
    if (first === undefined) return [];
    const { compound, sector } = first;
    const lifts = towers.reduce((sum, each) => sum + each.entrances * each.liftsPerEntrance + each.escalators, 0);
    const contract = firms.contractFor({ compound, sector, lifts });
    const inUse = ages(sector, lifts, contract.no);
    const region = options.codeRegion ?? first.region;
    const site = { contract, inUse, parties: partiesOf(contract), codes: new Map(), region };
    return towers.flatMap((tower) => liftsOf(state, tower, site));
  };
}

type State = {
  readonly options: LiftsOptions;
  readonly dice: Dice;
  readonly kinds: Kinds;
  readonly series: Series;
  readonly floors: (tower: Tower, kind: LiftKind) => readonly string[];
  readonly turn: number;
  index: number;
};
type OfSite = {
  readonly contract: Contract;
  readonly inUse: number;
  readonly parties: readonly Party[];
  readonly codes: Map<LiftKind, CodeSeries>;
  readonly region: string;
};

function partiesOf({ useUnit, maintenance, maker }: Contract): Party[] {
  const party = (role: Party["role"], firm: Organisation): Party => ({
    role,
    organisation: firm.code,
    dutyPhone: role === "maker" ? null : firm.dutyPhone,
  });
  return [party("use-unit", useUnit), party("maintenance", maintenance), party("maker", maker)];
}

function liftsOf(state: State, tower: Tower, site: OfSite): CityLift[] {
  const lifts: CityLift[] = [];
  for (let entrance = 1; entrance <= tower.entrances; entrance += 1)
    for (let no = 1; no <= tower.liftsPerEntrance; no += 1) {
      const name = entranceName(tower, entrance);
      lifts.push(liftOf(state, tower, site, { kind: state.kinds.car(tower), entrance: name, liftNo: `${no}号梯` }));
    }
  for (let no = 1; no <= tower.escalators; no += 1)
    lifts.push(
      liftOf(state, tower, site, { kind: state.kinds.escalator(tower), entrance: hallOf(tower), liftNo: `扶${no}` }),
    );
  return lifts;
}

const entranceName = ({ sector }: Tower, no: number): string =>
  sector === "housing" ? `${no}单元` : sector === "hospital" ? "门诊" : sector === "factory" ? "货运口" : "大堂";
const hallOf = ({ sector }: Tower): string =>
  sector === "metro" || sector === "station" || sector === "footbridge" ? "出入口" : "中庭";

type Car = { readonly kind: LiftKind; readonly entrance: string; readonly liftNo: string };

function liftOf(state: State, tower: Tower, site: OfSite, car: Car): CityLift {
  const { dice, turn, options } = state;
  const { contract, inUse } = site;
  const index = state.index;
  state.index += 1;
  const { kind, entrance, liftNo } = car;
  const { registerCode, deviceCode, useRegistrationNo } = codesOf(state, site, kind);
  return {
    registerCode,
    deviceCode,
    makerCode: contract.maker.code,
    serialNumber: `SN${1_000_000 + index}`,
    rescueCode: rescueCode(index, turn),
    kind,
    compound: tower.compound,
    building: tower.building,
    entrance,
    liftNo,
    address: tower.address,
    region: tower.region,
    position: tower.position,
    floors: state.floors(tower, kind),
    parties: site.parties,
    sector: tower.sector,
    community: tower.community,
    papers: papersOf({ dice, index, kind, tower, contract, inUse, asOf: options.asOf, useRegistrationNo }),
    passengerSensor: dice(contract.no, 12) < 0.8,
  };
}

/** Codes of one kind within a site differ by their running numbers only. */
type CodeSeries = Readonly<Record<"register" | "device" | "use", CodeForm & { readonly count: Count }>>;
type Count = { last: number };
type Series = (name: string) => Count;

function codesOf({ series }: State, site: OfSite, kind: LiftKind) {
  const known = site.codes.get(kind) ?? newCodes(series, site, kind);
  site.codes.set(kind, known);
  return {
    registerCode: nextCode(known.register),
    deviceCode: nextCode(known.device),
    useRegistrationNo: nextCode(known.use),
  };
}

function newCodes(series: Series, { contract, inUse, region }: OfSite, kind: LiftKind): CodeSeries {
  const [year, month] = [yearOf(inUse), monthOf(inUse)];
  const made = year - (month < 4 ? 1 : 0);
  const office = "ABCDEFGHJ".charAt(Number(region.slice(-1)) % 9);
  const counted = (form: CodeForm) => ({ ...form, count: series(form.before + form.after) });
  return {
    register: counted(registerCodes({ kind, region, year, month })),
    device: counted(deviceCodes(kind, contract.makerNo, made)),
    use: counted(useRegistrationNos(kind, office, year)),
  };
}

function nextCode({ before, places, after, count }: CodeSeries["register"]): string {
  count.last += 1;
  return before + String(count.last).padStart(places, "0") + after;
}

/** Running numbers from 1, each series its own. */
function createSeries(): Series {
  const counts = new Map<string, Count>();
  return (name) => {
    const count = counts.get(name) ?? { last: 0 };
    counts.set(name, count);
    return count;
  };
}

type Kinds = { readonly car: (tower: Tower) => LiftKind; readonly escalator: (tower: Tower) => LiftKind };

/** Kinds within a sector keep to its shares (`sector-mix.ts`). */
function createKinds(): Kinds {
  const cars = new Map<LiftSector, Apportion>();
  const walks = new Map<LiftSector, Apportion>();
  const of = (map: typeof cars, sector: LiftSector, shares: (mix: SectorMix) => number[]) => {
    const known = map.get(sector) ?? apportion(shares(mixOf(sector)));
    map.set(sector, known);
    return known;
  };
  // Which of the two kinds of a class, at the rate of one in four and one in six; no figures are published.
  const goods = apportion([3, 1]);
  const hydraulic = apportion([5, 1]);
  return {
    car: ({ sector, floors }) => {
      const lot = of(cars, sector, (m) => [
        1 - m.escalator - m.walk - m.goods - m.hydraulic - m.other,
        m.goods,
        m.hydraulic,
        m.other,
      ]).take(1);
      if (lot === 0) return "3110";
      if (lot === 1) return goods.take(1) === 1 ? "3130" : "3120";
      if (lot === 2) return hydraulic.take(1) === 1 ? "3220" : "3210";
      return sector === "factory" ? "3410" : floors >= 12 ? "3420" : "3430";
    },
    escalator: ({ sector }) => (of(walks, sector, (m) => [m.escalator || 1, m.walk]).take(1) === 0 ? "3310" : "3320"),
  };
}

/** One list of names for all towers of one shape. */
function createFloors(): State["floors"] {
  const known = new Map<number, readonly string[]>();
  const landings = ["1", "2"];
  return ({ basements, floors }, kind) => {
    if (isEscalatorKind(kind)) return landings;
    const key = basements * 1_000 + floors;
    const names = known.get(key) ?? [
      ...Array.from({ length: basements }, (_, i) => `-${basements - i}`),
      ...Array.from({ length: floors }, (_, i) => String(i + 1)),
    ];
    known.set(key, names);
    return names;
  };
}
