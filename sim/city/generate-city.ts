import { isEscalatorKind, type LiftKind } from "../../src/rooms/lifts/contract.ts";
import { createDraws, type Draws } from "../draws.ts";
import type { City, CityLift, Ground, Organisation, Party, Tower } from "./city.ts";
import { deviceCode, registerCode, rescueCode } from "./codes.ts";
import { type Firms, inventCrews, inventFirms } from "./firms.ts";
import { inventedGround } from "./invented-ground.ts";

export type CityOptions = {
  readonly seed: number;
  /** Exactly so many lifts. */
  readonly lifts: number;
  /** Forty when left out. */
  readonly liftsPerCrew?: number;
  /** Where it stands; the invented city when left out. */
  readonly ground?: (draws: Draws, lifts: number) => Ground;
};

/** The same options always give the same city. */
export function generateCity({ seed, lifts, liftsPerCrew = 40, ground = inventedGround }: CityOptions): City {
  const draws = createDraws(seed);
  const on = ground(draws, lifts);
  const firms = inventFirms(on, lifts);
  const made: CityLift[] = [];
  const served = new Map<string, Tower[]>();
  for (const tower of on.towers) {
    const contract = contractOf(draws, firms, tower.compound);
    served.set(contract.maintenance.code, [...(served.get(contract.maintenance.code) ?? []), tower]);
    for (const car of carsOf(draws, tower)) {
      if (made.length >= lifts) break;
      made.push(liftOf(draws, tower, car, { contract, index: made.length }));
    }
    if (made.length >= lifts) break;
  }
  if (made.length < lifts) throw new Error(`this ground has room for ${made.length} lifts only, not ${lifts}`);
  const crews = inventCrews(draws, { ground: on, firms, served, lifts, liftsPerCrew });
  return { name: on.name, remarks: on.remarks, regions: on.regions, organisations: firms.all, lifts: made, crews };
}

type Contract = {
  readonly maintenance: Organisation;
  readonly useUnit: Organisation;
  readonly maker: Organisation;
  readonly makerNo: number;
  readonly year: number;
};
type Car = { readonly kind: LiftKind; readonly entrance: string; readonly liftNo: string; readonly key: string };

/** A compound is built, run and maintained as one. */
function contractOf(draws: Draws, firms: Firms, compound: string): Contract {
  const makerNo = draws.int(0, firms.makers.length - 1, "maker", compound);
  return {
    maintenance: draws.weighted(firms.maintenance, "maintenance", compound),
    useUnit: draws.pick(firms.useUnits, "use-unit", compound),
    maker: firms.makers[makerNo] ?? draws.pick(firms.makers, "maker", compound),
    makerNo: makerNo + 1,
    year: draws.int(2001, 2024, "year", compound),
  };
}

function carsOf(draws: Draws, tower: Tower): Car[] {
  const cars = Array.from({ length: tower.entrances * tower.liftsPerEntrance }, (_, i): Car => {
    const entrance = Math.floor(i / tower.liftsPerEntrance) + 1;
    const no = (i % tower.liftsPerEntrance) + 1;
    const key = `${tower.compound}/${tower.building}/${entrance}/${no}`;
    return { kind: kindOf(draws, tower, no, key), entrance: entranceName(tower, entrance), liftNo: `${no}号梯`, key };
  });
  const escalators = Array.from(
    { length: tower.escalators },
    (_, i): Car => ({
      kind: draws.chance(0.06, "walk", tower.compound, i) ? "3320" : "3310",
      entrance: "中庭",
      liftNo: `扶${i + 1}`,
      key: `${tower.compound}/${tower.building}/escalator/${i}`,
    }),
  );
  return [...cars, ...escalators];
}

const entranceName = (tower: Tower, no: number): string =>
  tower.use === "home" ? `${no}单元` : tower.use === "hospital" ? "门诊" : "大堂";

function kindOf(draws: Draws, tower: Tower, no: number, key: string): LiftKind {
  if (tower.use === "home") return tower.floors >= 28 && no === 2 ? "3420" : "3110";
  if (no === tower.liftsPerEntrance && draws.chance(0.45, "last-car", key)) return tower.floors >= 12 ? "3420" : "3120";
  return draws.chance(0.02, "hydraulic", key) && tower.floors <= 6 ? "3210" : "3110";
}

function liftOf(
  draws: Draws,
  tower: Tower,
  car: Car,
  { contract, index }: { contract: Contract; index: number },
): CityLift {
  const { year, maker, makerNo } = contract;
  const party = (role: Party["role"], firm: Organisation): Party => ({
    role,
    organisation: firm.code,
    dutyPhone: role === "maker" ? null : firm.dutyPhone,
  });
  return {
    // The region digits are those of the invented city even on real ground: no real lift has this code.
    registerCode: registerCode(
      { kind: car.kind, region: "990100", no: (index % 9_999) + 1 },
      year,
      draws.int(1, 12, "month", tower.compound),
    ),
    deviceCode: deviceCode(car.kind, makerNo, year, index + 1),
    makerCode: maker.code,
    serialNumber: `SN${year % 100}${String(index + 1).padStart(6, "0")}`,
    rescueCode: rescueCode(index, draws.int(0, 899_999, "rescue-codes")),
    kind: car.kind,
    compound: tower.compound,
    building: tower.building,
    entrance: car.entrance,
    liftNo: car.liftNo,
    address: tower.address,
    region: tower.region,
    position: tower.position,
    floors: floorsOf(tower, car.kind),
    parties: [party("use-unit", contract.useUnit), party("maintenance", contract.maintenance), party("maker", maker)],
    passengerSensor: draws.chance(0.8, "sensor", tower.compound),
  };
}

function floorsOf(tower: Tower, kind: LiftKind): string[] {
  if (isEscalatorKind(kind)) return ["1", "2"];
  const below = Array.from({ length: tower.basements }, (_, i) => `-${tower.basements - i}`);
  return [...below, ...Array.from({ length: tower.floors }, (_, i) => String(i + 1))];
}
