import { makerSerialCode, parseRegisterCode } from "../../../kernel/register-code.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { LiftKind } from "../contract.ts";
import type { LiftFacts } from "./lift-facts.ts";

/** A row of the form of lifts, cells already of their types. */
export type LiftFormRow = {
  readonly register_code?: string | undefined;
  readonly device_code?: string | undefined;
  readonly maker_code?: string | undefined;
  readonly serial_number?: string | undefined;
  readonly rescue_code?: string | undefined;
  readonly kind: LiftKind;
  readonly compound: string;
  readonly building?: string | undefined;
  readonly entrance?: string | undefined;
  readonly lift_no?: string | undefined;
  readonly address: string;
  readonly region: string;
  readonly lat?: number | undefined;
  readonly lon?: number | undefined;
  readonly floors?: string | undefined;
};

/** Cell texts to facts. Refused by columns: LIFTS_CODE_WRONG, LIFTS_CODE_MISSING, LIFTS_POSITION_HALF. */
export function readLiftForm(row: LiftFormRow): Result<LiftFacts> {
  const { register_code, device_code, maker_code, serial_number } = row;
  if (register_code !== undefined && parseRegisterCode(register_code)?.kind !== "register")
    return refuse("LIFTS_CODE_WRONG", { column: "register_code" });
  if (device_code !== undefined && parseRegisterCode(device_code)?.kind !== "device")
    return refuse("LIFTS_CODE_WRONG", { column: "device_code" });
  const serial =
    maker_code !== undefined && serial_number !== undefined ? makerSerialCode(maker_code, serial_number) : undefined;
  if (maker_code !== undefined && serial_number !== undefined && serial === undefined)
    return refuse("LIFTS_CODE_WRONG", { column: "serial_number" });
  if ((register_code ?? device_code ?? serial) === undefined)
    return refuse("LIFTS_CODE_MISSING", { column: "register_code" });
  if ((row.lat === undefined) !== (row.lon === undefined)) return refuse("LIFTS_POSITION_HALF", { column: "lat" });
  return ok({
    registrationCode: register_code ?? null,
    deviceCode: device_code ?? null,
    makerCode: maker_code ?? null,
    serialNumber: serial_number ?? null,
    rescueCode: row.rescue_code ?? null,
    kind: row.kind,
    compound: row.compound,
    building: row.building ?? "",
    entrance: row.entrance ?? "",
    liftNo: row.lift_no ?? "",
    address: row.address,
    regionCode: row.region,
    lat: row.lat ?? null,
    lon: row.lon ?? null,
    floors: floorsOf(row.floors ?? ""),
  });
}

const floorsOf = (cell: string): string[] => cell.split(/[\s|]+/).filter((floor) => floor !== "");
