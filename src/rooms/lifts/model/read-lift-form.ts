import { makerSerialCode, parseRegisterCode } from "../../../kernel/register-code.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { LiftKind, LiftSector, Registration, ToldSign } from "../contract.ts";
import { type LiftFacts, unknownFacts } from "./lift-facts.ts";
import { isUseRegistrationNo, tidyUseRegistrationNo } from "./use-registration.ts";

/** A row of the form of lifts, cells already of their types. */
export type LiftFormRow = {
  readonly register_code?: string | undefined;
  readonly device_code?: string | undefined;
  readonly maker_code?: string | undefined;
  readonly serial_number?: string | undefined;
  readonly local_code?: string | undefined;
  readonly rescue_code?: string | undefined;
  readonly sign_state?: ToldSign | undefined;
  readonly use_registration_no?: string | undefined;
  readonly kind: LiftKind;
  readonly compound?: string | undefined;
  readonly building?: string | undefined;
  readonly unit?: string | undefined;
  readonly lift_no?: string | undefined;
  readonly address: string;
  readonly region: string;
  readonly sector?: LiftSector | undefined;
  readonly community?: string | undefined;
  readonly power_supply_point?: string | undefined;
  readonly access_note?: string | undefined;
  readonly machine_room?: string | undefined;
  readonly key_place?: string | undefined;
  readonly lat?: number | undefined;
  readonly lon?: number | undefined;
  readonly floors?: string | undefined;
  readonly made_on?: string | undefined;
  readonly in_use_since?: string | undefined;
  readonly design_life_years?: number | undefined;
  readonly warranty_until?: string | undefined;
  readonly registration?: Registration | undefined;
  readonly next_inspection_due?: string | undefined;
  readonly next_testing_due?: string | undefined;
  readonly parameters?: Readonly<Record<string, string | number>> | undefined;
};

/** Cell texts to facts. Refused by columns: LIFTS_CODE_WRONG, LIFTS_CODE_MISSING, LIFTS_POSITION_HALF. */
export function readLiftForm(row: LiftFormRow): Result<LiftFacts> {
  const codes = readCodes(row);
  if (!codes.ok) return codes;
  if ((row.lat === undefined) !== (row.lon === undefined)) return refuse("LIFTS_POSITION_HALF", { column: "lat" });
  return ok({
    ...unknownFacts,
    ...codes.value,
    rescueCode: row.rescue_code ?? null,
    sign: row.sign_state ?? null,
    kind: row.kind,
    ...placeIn(row),
    lat: row.lat ?? null,
    lon: row.lon ?? null,
    floors: floorsOf(row.floors ?? ""),
    parameters: row.parameters ?? {},
    madeOn: row.made_on ?? null,
    inUseSince: row.in_use_since ?? null,
    designLifeYears: row.design_life_years ?? null,
    warrantyUntil: row.warranty_until ?? null,
    registration: row.registration ?? null,
    nextInspectionDue: row.next_inspection_due ?? null,
    nextTestingDue: row.next_testing_due ?? null,
  });
}

const placeIn = (row: LiftFormRow) => ({
  compound: row.compound ?? "",
  building: row.building ?? "",
  unit: row.unit ?? "",
  liftNo: row.lift_no ?? "",
  address: row.address,
  regionCode: row.region,
  sector: row.sector ?? null,
  community: row.community ?? "",
  powerSupplyPoint: row.power_supply_point ?? "",
  accessNote: row.access_note ?? "",
  machineRoom: row.machine_room ?? "",
  keyPlace: row.key_place ?? "",
});

type Codes = Pick<
  LiftFacts,
  "registrationCode" | "deviceCode" | "makerCode" | "serialNumber" | "localCode" | "useRegistrationNo"
>;

function readCodes(row: LiftFormRow): Result<Codes> {
  const { register_code, device_code, maker_code, serial_number, local_code, use_registration_no } = row;
  const useRegistration = use_registration_no === undefined ? undefined : tidied(use_registration_no);
  if (register_code !== undefined && parseRegisterCode(register_code)?.kind !== "register")
    return refuse("LIFTS_CODE_WRONG", { column: "register_code" });
  if (device_code !== undefined && parseRegisterCode(device_code)?.kind !== "device")
    return refuse("LIFTS_CODE_WRONG", { column: "device_code" });
  const serial =
    maker_code !== undefined && serial_number !== undefined ? makerSerialCode(maker_code, serial_number) : undefined;
  if (maker_code !== undefined && serial_number !== undefined && serial === undefined)
    return refuse("LIFTS_CODE_WRONG", { column: "serial_number" });
  if ((register_code ?? device_code ?? serial ?? local_code) === undefined) {
    if (useRegistration === undefined) return refuse("LIFTS_CODE_MISSING", { column: "register_code" });
    if (!isUseRegistrationNo(useRegistration)) return refuse("LIFTS_CODE_WRONG", { column: "use_registration_no" });
  }
  return ok({
    registrationCode: register_code ?? null,
    deviceCode: device_code ?? null,
    makerCode: maker_code ?? null,
    serialNumber: serial_number ?? null,
    localCode: local_code ?? null,
    useRegistrationNo: useRegistration ?? null,
  });
}

/** As one that names a lift, where it can be read so; else as it was written. */
function tidied(cell: string): string {
  const code = tidyUseRegistrationNo(cell);
  return isUseRegistrationNo(code) ? code : cell;
}

const floorsOf = (cell: string): string[] => cell.split(/[\s|]+/).filter((floor) => floor !== "");
