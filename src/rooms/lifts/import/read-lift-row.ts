import { isCreditCode } from "../../../kernel/credit-code.ts";
import { makerSerialCode, parseRegisterCode } from "../../../kernel/register-code.ts";
import { gcj02ToWgs84 } from "../../../platform/gcj02.ts";
import type { ReadingRules, RowReading } from "../../../platform/imports/import-form.ts";
import { readNumber } from "../../../platform/imports/read-number.ts";
import type { LiftKind } from "../contract.ts";
import type { LatestDays } from "../model/far-days.ts";
import type { LiftFacts } from "../model/lift-facts.ts";
import { isUseRegistrationNo, tidyUseRegistrationNo } from "../model/use-registration.ts";
import type { GivenParty, LiftRow } from "./lift-row.ts";
import { readCapacity } from "./read-capacity.ts";
import { readKind, readRegistration, readSector, readSign } from "./read-kind.ts";
import { parametersIn, wordMax } from "./read-parameters.ts";
import type { RegionBook } from "./region-book.ts";
import { isNothing, RowCells } from "./row-cells.ts";
import { isMakerCode, tidySerialNumber } from "./row-key.ts";

export type LiftReading = ReadingRules & {
  readonly sourceName: string;
  readonly regions: RegionBook;
  readonly latest: LatestDays;
};

const addressMax = 300;
const noteMax = 400;

/** A row of a register, with all the dirt of real ones, to what the register here holds. Pure. */
export function readLiftRow(given: readonly string[], reading: LiftReading): RowReading<LiftRow> {
  const cells = new RowCells(given);
  const codes = readCodes(cells, reading);
  const { kind, formerKind } = kindOf(cells, codes);
  const region = regionOf(cells, codes, reading.regions);
  const address = cells.text("address", addressMax);
  const compound = cells.text("compound", wordMax);
  if (address === "" && compound === "") cells.refuse("address", "CELL_EMPTY");
  else if (address === "") cells.remark("address", "ADDRESS_FROM_COMPOUND");
  const facts = { ...codes, kind: kind ?? "3110", regionCode: region ?? "", ...placeOf(cells, { address, compound }) };
  const whole: LiftFacts = {
    ...facts,
    ...positionOf(cells, reading),
    ...datesOf(cells, reading.latest),
    floors: floorsOf(cells.text("floors", 800)),
    parameters: parametersIn(cells, reading, formerKind),
    sector: sectorOf(cells),
    registration: registrationOf(cells),
    sign: signOf(cells),
  };
  const parties = partiesOf(cells, reading.latest);
  if (cells.problems.length > 0) return { ok: false, problems: cells.problems };
  const row = { facts: whole, parties };
  return cells.remarks.length > 0 ? { ok: true, row, remarks: cells.remarks } : { ok: true, row };
}

type Codes = Pick<
  LiftFacts,
  "registrationCode" | "deviceCode" | "makerCode" | "serialNumber" | "localCode" | "rescueCode" | "useRegistrationNo"
>;

const scientific = /^\d(\.\d+)?E\+?\d+$/;
const rescueShape = /^[A-Z0-9-]{4,20}$/;

function readCodes(cells: RowCells, { sourceName }: LiftReading): Codes {
  let device = nationalCode(cells, "device_code", "device");
  const register = nationalCode(cells, "register_code", "register");
  let registrationCode = register;
  // A common slip: the device code stands in the column of the registration code.
  if (register !== null && parseRegisterCode(register)?.kind === "device") {
    registrationCode = null;
    device ??= register;
    cells.remark("register_code", "CODE_IS_DEVICE_CODE");
  }
  const maker = cells.code("maker_code") || null;
  const serialNumber = tidySerialNumber(cells.code("serial_number")) || null;
  const makerShape = maker === null || isMakerCode(maker);
  if (!makerShape) cells.remark("maker_code", "MAKER_CODE_LEFT_OUT");
  const makerCode = makerShape ? maker : null;
  const local = cells.code("local_code");
  const useRegistration = useRegistrationNo(cells);
  const rescue = cells.code("rescue_code") || null;
  if (rescue !== null && !rescueShape.test(rescue)) cells.refuse("rescue_code", "RESCUE_CODE_WRONG");
  const named =
    registrationCode !== null ||
    device !== null ||
    local !== "" ||
    (useRegistration !== null && isUseRegistrationNo(useRegistration)) ||
    (makerCode !== null && serialNumber !== null && makerSerialCode(makerCode, serialNumber) !== undefined);
  if (!named && cells.problems.length === 0)
    if (useRegistration === null) cells.refuse(null, "NO_CODE");
    else cells.refuse("use_registration_no", "USE_REGISTRATION_WRONG", { cell: useRegistration.slice(0, 40) });
  return {
    registrationCode,
    deviceCode: device,
    makerCode,
    serialNumber,
    localCode: local === "" ? null : `${sourceName}-${local}`,
    rescueCode: rescue,
    useRegistrationNo: useRegistration,
  };
}

/** What has not the shape of one is kept as it is written: it names nobody, but somebody wrote it down. */
function useRegistrationNo(cells: RowCells): string | null {
  const cell = cells.code("use_registration_no");
  if (cell === "") return null;
  const code = tidyUseRegistrationNo(cell);
  if (isUseRegistrationNo(code)) return code;
  return cells.text("use_registration_no", wordMax) || null;
}

function nationalCode(cells: RowCells, field: string, kind: "register" | "device"): string | null {
  const code = cells.code(field);
  if (code === "") return null;
  const read = parseRegisterCode(code)?.kind;
  if (read === kind || (field === "register_code" && read === "device")) return code;
  if (scientific.test(code)) cells.refuse(field, "CODE_SCIENTIFIC", { cell: code.slice(0, 40) });
  else if (/^\d{15}0{5}$|^\d{15}0{3}$/.test(code)) cells.refuse(field, "CODE_ROUNDED");
  else
    cells.refuse(field, kind === "register" ? "REGISTER_CODE_WRONG" : "DEVICE_CODE_WRONG", { cell: code.slice(0, 40) });
  return null;
}

/** `formerKind`: the code of an older catalogue in the cell, which stays on record beside today's kind. */
type Kind = { readonly kind: LiftKind | undefined; readonly formerKind?: string };

function kindOf(cells: RowCells, codes: Codes): Kind {
  const cell = cells.word("kind");
  const inCode = (codes.registrationCode ?? codes.deviceCode)?.slice(0, 4) ?? "";
  const ofCode = readKind(inCode);
  if (cell === "") {
    if (ofCode === undefined) cells.refuse("kind", "CELL_EMPTY");
    else cells.remark("kind", "KIND_FROM_CODE");
    return { kind: ofCode?.kind };
  }
  const read = readKind(cell);
  if (read === undefined) {
    cells.refuse("kind", "KIND_UNKNOWN", { cell: cell.slice(0, 40) });
    return { kind: undefined };
  }
  if (read.by === "old") cells.remark("kind", "KIND_OLD_CODE", { cell: read.code, until: read.until });
  // A word that does not tell the drive gives way to a code that does.
  const sameClass = ofCode?.by === "code" && ofCode.kind.slice(0, 2) === read.kind.slice(0, 2);
  if (ofCode?.by === "code" && ofCode.kind !== read.kind && !(read.by === "word" && sameClass))
    cells.remark("kind", "KIND_NOT_OF_CODE", { cell: cell.slice(0, 40), code: inCode });
  if (read.by === "old") return { kind: read.kind, formerKind: read.code };
  return { kind: read.by === "word" && sameClass && ofCode !== undefined ? ofCode.kind : read.kind };
}

function regionOf(cells: RowCells, codes: Codes, regions: RegionBook): string | undefined {
  const inCode = codes.registrationCode?.slice(4, 10);
  const cell = cells.word("region");
  const named = cell === "" ? undefined : (regionNamed(cell, regions) ?? null);
  if (named === null) {
    cells.refuse("region", "REGION_UNKNOWN", { cell: cell.slice(0, 40) });
    return undefined;
  }
  if (named !== undefined) {
    if (inCode !== undefined && inCode.slice(0, 4) !== named.slice(0, 4))
      cells.refuse("register_code", "REGISTER_CODE_ELSEWHERE", { region: inCode, given: named });
    else if (inCode !== undefined && !named.startsWith(inCode.replace(/(00)+$/, "")))
      cells.remark("register_code", "REGISTER_CODE_OTHER_DISTRICT");
    return named;
  }
  const nearest = inCode === undefined ? undefined : regions.nearest(inCode);
  if (nearest === undefined) cells.refuse("region", "CELL_EMPTY");
  else cells.remark("region", "REGION_FROM_CODE");
  return nearest;
}

const regionNamed = (cell: string, regions: RegionBook): string | undefined =>
  /^\d{6,12}$/.test(cell) ? (regions.has(cell) ? cell : undefined) : regions.byName(cell);

const placeOf = (cells: RowCells, { address, compound }: { address: string; compound: string }) => ({
  // A site without a name goes by its address, a compound without an address by its name.
  compound,
  address: address === "" ? compound : address,
  building: cells.text("building", wordMax),
  unit: cells.text("unit", wordMax),
  liftNo: cells.text("lift_no", wordMax),
  community: cells.text("community", wordMax),
  powerSupplyPoint: cells.text("power_supply_point", wordMax),
  accessNote: cells.text("access_note", noteMax),
  machineRoom: cells.text("machine_room", noteMax),
  keyPlace: cells.text("key_place", noteMax),
});

const datesOf = (cells: RowCells, latest: LatestDays) => ({
  madeOn: cells.day("made_on", latest.madeOn),
  inUseSince: cells.day("in_use_since", latest.inUseSince),
  designLifeYears: roundOrNull(cells.number("design_life_years", 1, 100)),
  warrantyUntil: cells.day("warranty_until", latest.warrantyUntil),
  nextInspectionDue: cells.day("next_inspection_due", latest.nextInspectionDue),
  nextTestingDue: cells.day("next_testing_due", latest.nextTestingDue),
});
const roundOrNull = (value: number | null): number | null => (value === null ? null : Math.round(value));

function sectorOf(cells: RowCells): LiftFacts["sector"] {
  const cell = cells.word("sector");
  if (cell === "") return null;
  const sector = readSector(cell);
  if (sector === undefined) cells.remark("sector", "WORD_LEFT_OUT", { cell: cell.slice(0, 40) });
  return sector ?? null;
}

function signOf(cells: RowCells): LiftFacts["sign"] {
  const cell = cells.word("sign_state");
  if (cell === "") return null;
  const sign = readSign(cell);
  if (sign === undefined) cells.remark("sign_state", "WORD_LEFT_OUT", { cell: cell.slice(0, 40) });
  return sign ?? null;
}

function registrationOf(cells: RowCells): LiftFacts["registration"] {
  const cell = cells.word("registration");
  if (cell === "") return null;
  const registration = readRegistration(cell);
  if (registration === undefined) cells.refuse("registration", "REGISTRATION_UNKNOWN", { cell: cell.slice(0, 40) });
  return registration ?? null;
}

type Place = { readonly lat: number | null; readonly lon: number | null };
const none: Place = { lat: null, lon: null };

/** China lies between 3 and 54 north, 73 and 136 east: the two ranges do not meet, so swapped ones are told apart. */
const isNorth = (n: number): boolean => n >= 3 && n <= 54;
const isEast = (n: number): boolean => n >= 73 && n <= 136;

function positionOf(cells: RowCells, { coordinates }: ReadingRules): Place {
  const [latCell, lonCell] = [cells.word("lat"), cells.word("lon")];
  if (latCell === "" && lonCell === "") return none;
  if (latCell === "" || lonCell === "") {
    cells.remark(latCell === "" ? "lat" : "lon", "POSITION_HALF");
    return none;
  }
  const [lat, lon] = [degrees(latCell), degrees(lonCell)];
  if (lat === undefined || lon === undefined) {
    cells.remark("lat", "POSITION_LEFT_OUT", { cell: `${latCell.slice(0, 20)} ${lonCell.slice(0, 20)}` });
    return none;
  }
  if (lat === 0 && lon === 0) {
    cells.remark("lat", "POSITION_ZERO");
    return none;
  }
  const swapped = (isEast(lat) && isNorth(lon)) || (Math.abs(lat) > 90 && Math.abs(lon) <= 90);
  if (swapped) cells.remark("lat", "POSITION_SWAPPED");
  const place = swapped ? { lat: lon, lon: lat } : { lat, lon };
  if (Math.abs(place.lat) > 90 || Math.abs(place.lon) > 180) {
    cells.remark("lat", "POSITION_LEFT_OUT", { cell: `${latCell.slice(0, 20)} ${lonCell.slice(0, 20)}` });
    return none;
  }
  return coordinates === "gcj02" ? gcj02ToWgs84(place) : place;
}

function degrees(cell: string): number | undefined {
  const plain = readNumber(cell.replace(/[°度NSEWnsew东西南北经纬]/g, ""));
  return plain === undefined || !Number.isFinite(plain.value) ? undefined : plain.value;
}

const floorsOf = (cell: string): string[] =>
  cell === "" ? [] : cell.split(/[\s|,，、]+/).filter((floor) => floor !== "");

function capacityOf(cells: RowCells): GivenParty["capacity"] {
  const cell = cells.word("use_unit_capacity");
  if (cell === "") return null;
  const capacity = readCapacity(cell);
  if (capacity === undefined) cells.remark("use_unit_capacity", "WORD_LEFT_OUT", { cell: cell.slice(0, 40) });
  return capacity ?? null;
}

const roles = [
  { role: "use-unit", name: "use_unit", code: "use_unit_code", phone: "use_unit_phone" },
  { role: "maintenance", name: "maintenance_unit", code: "maintenance_unit_code", phone: "maintenance_phone" },
  { role: "owner", name: "owner", code: "owner_code", phone: null },
  { role: "installer", name: "installer", code: "installer_code", phone: null },
  { role: "maker", name: "maker", code: "maker_code", phone: null },
] as const;

function partiesOf(cells: RowCells, latest: LatestDays): GivenParty[] {
  const parties: GivenParty[] = [];
  const [from, to] = [cells.day("maintenance_from", latest.partyFrom), cells.day("maintenance_to")];
  if (from !== null && to !== null && to < from) cells.refuse("maintenance_to", "ENDS_BEFORE_IT_BEGINS");
  for (const { role, name, code, phone } of roles) {
    const nameCell = cells.raw(name);
    const partyName = isNothing(nameCell) ? "" : cells.text(name, wordMax);
    const codeCell = cells.code(code);
    // The maker's code alone names the lift; a party wants a name, or a code that is known.
    // A wrong credit code would make another firm of a known one: then the name decides.
    if (codeCell.length >= 15 && !isCreditCode(codeCell))
      cells.remark(code, "CREDIT_CODE_WRONG", { cell: codeCell.slice(0, 40) });
    if (partyName === "" && (codeCell === "" || role === "maker")) continue;
    const maintained = role === "maintenance";
    parties.push({
      role,
      code: codeCell,
      name: partyName,
      from: maintained ? from : null,
      to: maintained ? to : null,
      dutyPhone: phone === null ? null : cells.phone(phone),
      officer: role === "use-unit" ? cells.text("safety_officer", wordMax) : "",
      officerPhone: role === "use-unit" ? cells.phone("safety_officer_phone") : null,
      capacity: role === "use-unit" ? capacityOf(cells) : null,
    });
  }
  return parties;
}
