import type { LiftSector } from "../../src/rooms/lifts/contract.ts";
import { createDice } from "../dice.ts";
import { apportion } from "./apportion.ts";
import type { Organisation } from "./city.ts";
import { creditCode, phone } from "./codes.ts";
import { homesShare, maintenanceUnitsFor, nanjingFirms } from "./published.ts";

/** Firms of a city of so many lifts; use units come into being with their sites. */
export type Firms = {
  readonly maintenance: readonly Organisation[];
  readonly makers: readonly Organisation[];
  readonly stations: readonly Organisation[];
  /** Everybody so far, the authority first. */
  readonly all: () => Organisation[];
  readonly byCode: (code: string) => Organisation | undefined;
  /** Who answers for a site; the same name the same unit. */
  readonly contractFor: (site: Contracted) => Contract;
};
export type Contracted = { readonly compound: string; readonly sector: LiftSector; readonly lifts: number };
export type Contract = {
  /** Number of the site, for draws. */
  readonly no: number;
  readonly maintenance: Organisation;
  readonly useUnit: Organisation;
  readonly maker: Organisation;
  readonly makerNo: number;
};

const liftsPerStation = 200;
/** Wuhan 2019: 238 stations for 124,877 lifts; a small city has at least one for each 200 lifts. */
const stationsFor = (lifts: number): number =>
  Math.max(1, lifts <= 4_000 ? Math.round(lifts / liftsPerStation) : Math.round(20 + (lifts - 4_000) / 900));
/** Companies that run housing; what is left of the use units are the sites' own. */
const companiesFor = (lifts: number): number => Math.max(2, Math.round((lifts * 300) / nanjingFirms.lifts));
const makerCount = 24;

type Maker = (kind: Organisation["kind"], series: number, no: number, name: string) => Organisation;
const makerIn =
  (region: string): Maker =>
  (kind, series, no, name) => ({
    code: creditCode(series * 10_000_000 + no),
    name,
    kind,
    region,
    dutyPhone: kind === "maker" ? null : phone(series * 100 + Math.floor(no / 10_000), no % 10_000),
  });

export function inventFirms(
  place: { readonly name: string; readonly region: string },
  lifts: number,
  seed: number,
): Firms {
  const make = makerIn(place.region);
  const several = (count: number, each: (no: number) => Organisation): Organisation[] =>
    Array.from({ length: count }, (_, i) => each(i + 1));
  const of = (no: number, places: number): string => String(no).padStart(places, "0");
  const maintenance = several(maintenanceUnitsFor(lifts), (no) =>
    make("maintenance", 1, no, `示范维保${of(no, 3)}公司`),
  );
  const makers = several(makerCount, (no) => make("maker", 3, no, `示范电梯制造${of(no, 2)}厂`));
  const stations = several(stationsFor(lifts), (no) => make("station", 4, no, `示范救援站${of(no, 2)}`));
  const useUnits = createUseUnits(make, lifts);
  const fixed = [...publicBodies(make, place.name), ...makers, ...maintenance];
  const known = new Map([...fixed, ...stations].map((firm) => [firm.code, firm]));
  return {
    maintenance,
    makers,
    stations,
    all: () => [...fixed, ...useUnits.all(), ...stations],
    byCode: (code) => useUnits.byCode.get(code) ?? known.get(code),
    contractFor: createContracts({ maintenance, makers, useUnits, seed }),
  };
}

/** One city, one authority. Bodies and insurers stand ready for the rooms that will ask for them. */
const publicBodies = (make: Maker, city: string): Organisation[] => [
  make("supervision-city", 5, 1, `${city}市场监督管理局（示范）`),
  make("rescue-centre", 6, 1, `${city}电梯应急处置中心（示范）`),
  make("inspection", 7, 1, `${city}特种设备检验院（示范）`),
  make("testing", 7, 2, "示范电梯检测甲公司"),
  make("testing", 7, 3, "示范电梯检测乙公司"),
  make("testing", 7, 4, "示范电梯检测丙公司"),
  make("insurer", 8, 1, "示范财产保险甲公司"),
  make("insurer", 8, 2, "示范财产保险乙公司"),
  make("association", 8, 3, `${city}电梯行业协会（示范）`),
  make("street-office", 9, 1, "示范中区街道办事处（示范）"),
  make("department-housing", 9, 2, `${city}住房建设部门（示范）`),
  make("department-education", 9, 3, `${city}教育部门（示范）`),
  make("department-health", 9, 4, `${city}卫生健康部门（示范）`),
  ...otherParties.map(([kind, name], no) => make(kind, 9, 10 + no, `${city}${name}（示范）`)),
];

/** One or two of each kind that the policies name, so that no room begins without those whom it asks. */
const otherParties: readonly (readonly [Organisation["kind"], string])[] = [
  ["government", "人民政府"],
  ["supervision-county", "中区市场监督管理局"],
  ["supervision-office", "中区市场监督管理所"],
  ["township", "东区示范镇人民政府"],
  ["community", "第一社区"],
  ["owner", "第一产权人"],
  ["owners-committee", "第一业主委员会"],
  ["developer", "建设开发公司"],
  ["property", "物业服务公司"],
  ["seller", "电梯经营公司"],
  ["installer", "电梯安装甲公司"],
  ["installer", "电梯安装乙公司"],
  ["construction-supervisor", "工程监理公司"],
  ["department-fire", "消防救援支队"],
  ["department-police", "公安部门"],
  ["department-civil-affairs", "民政部门"],
  ["department-transport", "交通运输部门"],
  ["department-commerce", "商务部门"],
  ["department-approval", "行政审批部门"],
  ["department-emergency", "应急管理部门"],
  ["department-planning", "自然资源规划部门"],
  ["department-culture-tourism", "文化旅游部门"],
  ["department-sport", "体育部门"],
  ["department-state-assets", "国有资产管理部门"],
];

type UseUnits = {
  readonly all: () => readonly Organisation[];
  readonly byCode: ReadonlyMap<string, Organisation>;
  readonly of: (site: Contracted) => Organisation;
};

function createUseUnits(make: Maker, lifts: number): UseUnits {
  const units = new Map<string, Organisation>();
  const byCode = new Map<string, Organisation>();
  const named = (name: string): Organisation => {
    const known = units.get(name);
    if (known !== undefined) return known;
    const made = make("use-unit", 2, units.size + 1, name);
    units.set(name, made);
    byCode.set(made.code, made);
    return made;
  };
  const nextLine = apportion([1, 1]);
  const nextCompany = apportion(companyShares(companiesFor(lifts)));
  return {
    all: () => [...units.values()],
    byCode,
    of: ({ compound, sector, lifts: size }) => {
      if (sector === "housing") return named(`示范物业${String(nextCompany.take(size) + 1).padStart(4, "0")}号公司`);
      if (sector === "metro") return named(`示范轨道运营${nextLine.take(size) === 0 ? "甲" : "乙"}公司`);
      if (sector === "footbridge") return named("示范市政设施管理中心");
      return named(ownNames.has(sector) ? compound : `${compound}物业服务处`);
    },
  };
}
/** They run their houses themselves. */
const ownNames: ReadonlySet<LiftSector> = new Set(["hospital", "school", "hotel", "elderly-care", "culture-sport"]);

/** The largest has the share of all lifts that the largest of Nanjing has; the others follow, each smaller than the one before. */
function companyShares(count: number): number[] {
  const largest = Math.max(1 / count, nanjingFirms.largestUseUnit / nanjingFirms.lifts / homesShare);
  const falling = Array.from({ length: count }, (_, i) => (i + 2) ** -0.6);
  const rest = falling.slice(1).reduce((sum, each) => sum + each, 0);
  return falling.map((each, i) => (i === 0 ? largest : Math.min(largest, (each / rest) * (1 - largest))));
}

/** Maintenance units of uneven share, as everywhere. */
function createContracts({
  maintenance,
  makers,
  useUnits,
  seed,
}: {
  readonly maintenance: readonly Organisation[];
  readonly makers: readonly Organisation[];
  readonly useUnits: UseUnits;
  readonly seed: number;
}): Firms["contractFor"] {
  const dice = createDice(seed);
  const known = new Map<string, Contract>();
  const pickMaintenance = fallingPick(maintenance, 0.8);
  const pickMaker = fallingPick(makers, 0.7);
  return (site) => {
    const before = known.get(site.compound);
    if (before !== undefined) return before;
    const no = known.size;
    const maker = pickMaker(dice(no, 3));
    const contract: Contract = {
      no,
      maintenance: pickMaintenance(dice(no, 2)),
      useUnit: useUnits.of(site),
      maker,
      makerNo: makers.indexOf(maker) + 1,
    };
    known.set(site.compound, contract);
    return contract;
  };
}

/** Picks by a number in [0, 1); the n-th of the list has a weight of n to the power of −`fall`. */
function fallingPick<T>(list: readonly T[], fall: number): (share: number) => T {
  const sums: number[] = [];
  let sum = 0;
  for (let i = 0; i < list.length; i += 1) {
    sum += (i + 1) ** -fall;
    sums.push(sum);
  }
  return (share) => {
    let [low, high] = [0, list.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) > share * sum) high = middle;
      else low = middle + 1;
    }
    const picked = list[low];
    if (picked === undefined) throw new Error("nothing to pick from");
    return picked;
  };
}
