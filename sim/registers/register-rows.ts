import type { CityLift, Organisation } from "../city/city.ts";
import { dayOf, dayText } from "../city/days.ts";
import { inventFirms } from "../city/firms.ts";
import { usualDay } from "../city/generate-city.ts";
import { inventedStreets } from "../city/invented-ground.ts";
import { createLifts } from "../city/invented-lifts.ts";
import { inventSites } from "../city/invented-sites.ts";
import { createDice, type Dice } from "../dice.ts";

/** Columns of the platform's form of lifts, parties in the same row. */
export const registerColumns = [
  "register_code",
  "device_code",
  "maker_code",
  "serial_number",
  "rescue_code",
  "sign_state",
  "use_registration_no",
  "kind",
  "compound",
  "building",
  "unit",
  "lift_no",
  "address",
  "region",
  "sector",
  "community",
  "access_note",
  "machine_room",
  "key_place",
  "lat",
  "lon",
  "floors",
  "made_on",
  "in_use_since",
  "design_life_years",
  "warranty_until",
  "registration",
  "next_inspection_due",
  "next_testing_due",
  "use_unit",
  "use_unit_code",
  "safety_officer",
  "safety_officer_phone",
  "maintenance_unit",
  "maintenance_unit_code",
  "maintenance_from",
  "maintenance_to",
  "owner",
  "owner_code",
  "maker",
  "model",
  "ratedLoad",
  "ratedSpeed",
  "travelHeight",
] as const;
export type RegisterColumn = (typeof registerColumns)[number];
/** Cells as texts, empty where the register says nothing. No cell holds a comma, a quote or a line break. */
export type RegisterRow = Readonly<Record<RegisterColumn, string>>;

export type RegisterOptions = {
  /** The day on which the register is looked at. */
  readonly asOf?: string;
  /** Every cell filled; otherwise gaps as real registers have them: no use unit, no position, no rescue code, no 安全员. */
  readonly whole?: boolean;
};

/** `n` rows of the invented city's register, one at a time; the same arguments give the same rows. A million take a few seconds. */
export function* generateRegisterRows(seed: number, n: number, options: RegisterOptions = {}): Generator<RegisterRow> {
  const { asOf = usualDay, whole = false } = options;
  const firms = inventFirms({ name: "升平示范市", region: "990100" }, n, seed);
  const liftsOf = createLifts({ seed, firms, asOf: dayOf(asOf) });
  const rows = rowMaker(firms.byCode, createDice(seed), whole);
  let index = 0;
  for (const site of inventSites(inventedStreets(seed, n), seed, n))
    for (const lift of liftsOf(site)) {
      if (index === n) return;
      yield rows(lift, index);
      index += 1;
    }
}

/** Rows of lifts that are there already. */
export function registerRowsOf(
  city: { readonly lifts: readonly CityLift[]; readonly organisations: readonly Organisation[] },
  { seed = 0, whole = false }: { readonly seed?: number; readonly whole?: boolean },
): RegisterRow[] {
  const byCode = new Map(city.organisations.map((firm) => [firm.code, firm]));
  const rows = rowMaker((code) => byCode.get(code), createDice(seed), whole);
  return city.lifts.map(rows);
}

/** Nothing is missing that a rescue needs. */
export const isWhole = (row: RegisterRow): boolean =>
  row.registration === "in-use" &&
  row.lat !== "" &&
  row.rescue_code !== "" &&
  row.use_unit_code !== "" &&
  row.maintenance_unit_code !== "";

/** Shares of what is missing in a register that is not whole; no use unit falls on whole sites, the others on single lifts. */
const gaps = { useUnit: 0.006, position: 0.01, rescueCode: 0.03, sign: 0.05, safetyOfficer: 0.02, maintenance: 0.004 };

const noGaps = {
  noUseUnit: false,
  noPosition: false,
  noOfficer: false,
  noMaintenance: false,
  noRescueCode: false,
  noSign: false,
};

function gapsOf(dice: Dice, index: number, siteNo: number): typeof noGaps {
  const noUseUnit = dice(siteNo, 50) < gaps.useUnit;
  return {
    noUseUnit,
    noPosition: dice(index, 51) < gaps.position,
    noOfficer: noUseUnit || dice(index, 52) < gaps.safetyOfficer,
    noMaintenance: dice(index, 53) < gaps.maintenance,
    noRescueCode: dice(index, 54) < gaps.rescueCode,
    noSign: dice(index, 55) < gaps.sign,
  };
}

/** All towers of one shape share one list of floors, and so one text. */
function createFloorTexts(): (floors: readonly string[]) => string {
  const texts = new Map<readonly string[], string>();
  return (floors) => {
    const text = texts.get(floors) ?? floors.join(" ");
    texts.set(floors, text);
    return text;
  };
}

const parametersOf = ({ papers }: CityLift) => ({
  model: papers.model,
  ratedLoad: papers.ratedLoad === 0 ? "" : String(papers.ratedLoad),
  ratedSpeed: String(papers.ratedSpeed),
  travelHeight: String(papers.travelHeight),
});

function rowMaker(
  firmOf: (code: string) => Organisation | undefined,
  dice: Dice,
  whole: boolean,
): (lift: CityLift, index: number) => RegisterRow {
  const floorsOf = createFloorTexts();
  const site = createSiteTexts(firmOf);
  return (lift, index) => {
    const { papers } = lift;
    const texts = site(lift);
    const { noUseUnit, noPosition, noOfficer, noMaintenance, noRescueCode, noSign } = whole
      ? noGaps
      : gapsOf(dice, index, texts.no);
    return {
      register_code: lift.registerCode,
      device_code: lift.deviceCode,
      maker_code: lift.makerCode,
      serial_number: lift.serialNumber,
      rescue_code: noRescueCode ? "" : lift.rescueCode,
      sign_state: noRescueCode ? "" : noSign ? "assigned" : "posted",
      use_registration_no: papers.useRegistrationNo,
      kind: lift.kind,
      compound: lift.compound,
      building: lift.building,
      unit: lift.entrance,
      lift_no: lift.liftNo,
      address: lift.address,
      region: lift.region,
      sector: lift.sector,
      community: lift.community,
      access_note: papers.accessNote,
      machine_room: papers.machineRoom,
      key_place: papers.keyPlace,
      lat: noPosition ? "" : String(lift.position.lat),
      lon: noPosition ? "" : String(lift.position.lon),
      floors: floorsOf(lift.floors),
      made_on: dayText(papers.madeOn),
      in_use_since: dayText(papers.inUseSince),
      design_life_years: papers.designLifeYears === null ? "" : String(papers.designLifeYears),
      warranty_until: papers.warrantyUntil === null ? "" : dayText(papers.warrantyUntil),
      registration: whole ? "in-use" : papers.registration,
      next_inspection_due: dayText(papers.nextInspectionDue),
      next_testing_due: papers.nextTestingDue === null ? "" : dayText(papers.nextTestingDue),
      use_unit: noUseUnit ? "" : texts.useUnit,
      use_unit_code: noUseUnit ? "" : texts.useUnitCode,
      safety_officer: noOfficer ? "" : papers.safetyOfficer,
      safety_officer_phone: noOfficer ? "" : papers.safetyOfficerPhone,
      maintenance_unit: noMaintenance ? "" : texts.maintenance,
      maintenance_unit_code: noMaintenance ? "" : texts.maintenanceCode,
      maintenance_from: noMaintenance ? "" : dayText(papers.maintenanceFrom),
      maintenance_to: noMaintenance ? "" : dayText(papers.maintenanceTo),
      owner: lift.sector === "housing" || noUseUnit ? "" : texts.useUnit,
      owner_code: lift.sector === "housing" || noUseUnit ? "" : texts.useUnitCode,
      maker: texts.maker,
      ...parametersOf(lift),
    };
  };
}

type SiteTexts = {
  readonly no: number;
  readonly useUnit: string;
  readonly useUnitCode: string;
  readonly maintenance: string;
  readonly maintenanceCode: string;
  readonly maker: string;
};

/** What all lifts of a site have in common, looked up once. */
function createSiteTexts(firmOf: (code: string) => Organisation | undefined): (lift: CityLift) => SiteTexts {
  let parties: CityLift["parties"] | undefined;
  let no = -1;
  let texts: SiteTexts | undefined;
  return (lift) => {
    if (texts !== undefined && parties === lift.parties) return texts;
    no += 1;
    parties = lift.parties;
    const codeOf = (role: string): string => lift.parties.find((party) => party.role === role)?.organisation ?? "";
    const nameOf = (code: string): string => firmOf(code)?.name ?? "";
    const [useUnitCode, maintenanceCode] = [codeOf("use-unit"), codeOf("maintenance")];
    texts = {
      no,
      useUnit: nameOf(useUnitCode),
      useUnitCode,
      maintenance: nameOf(maintenanceCode),
      maintenanceCode,
      maker: nameOf(lift.makerCode),
    };
    return texts;
  };
}
