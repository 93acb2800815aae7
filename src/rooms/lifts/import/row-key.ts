import { tidyCode } from "../../../platform/imports/tidy-text.ts";
import type { LiftFacts } from "../model/lift-facts.ts";
import { tidyUseRegistrationNo } from "../model/use-registration.ts";
import { cellAt, isNothing } from "./row-cells.ts";

/** An 18-digit credit code, as a maker has one. */
export const isMakerCode = (code: string): boolean => /^[0-9A-HJ-NPQRTUWXY]{18}$/.test(code);

const serialMax = 40;
/** A serial number as it names a lift together with its maker; empty when the cell tells none. */
export function tidySerialNumber(code: string): string {
  const serial = code.replace(/[^A-Z0-9._/-]/g, "");
  return serial.length <= serialMax ? serial : "";
}

const codeIn = (cells: readonly string[], field: string): string => {
  const cell = cells[cellAt[field] ?? -1] ?? "";
  return isNothing(cell) ? "" : tidyCode(cell);
};

/**
 * By which of its codes a source's memory knows a row again; empty without one. Two rows that are taken as two lifts must never have one
 * key: a cell that says that there is nothing (“无”, “/”) is no code, nor is a serial number that cannot name a lift.
 */
export function rowKeyOf(cells: readonly string[]): string {
  for (const field of ["register_code", "device_code", "local_code"]) {
    const code = codeIn(cells, field);
    if (code !== "") return `${field}:${code}`;
  }
  const serial = codeIn(cells, "serial_number");
  const maker = codeIn(cells, "maker_code");
  // A serial number without its maker names nobody.
  if (isMakerCode(maker) && tidySerialNumber(serial) !== "") return `maker_code:${maker}-${serial}`;
  const use = codeIn(cells, "use_registration_no");
  return use === "" ? "" : `use_registration_no:${tidyUseRegistrationNo(use)}`;
}

/** Under which keys a source's memory may have a lift: the columns of a row name it by any of its codes. */
export function keysOfLift(facts: LiftFacts, sourceName: string): string[] {
  const { registrationCode, deviceCode, localCode, makerCode, serialNumber, useRegistrationNo } = facts;
  const found: string[] = [];
  if (registrationCode !== null) found.push(`register_code:${registrationCode}`);
  // A device code in the column of the registration code is a common slip.
  if (deviceCode !== null) found.push(`device_code:${deviceCode}`, `register_code:${deviceCode}`);
  if (localCode?.startsWith(`${sourceName}-`)) found.push(`local_code:${localCode.slice(sourceName.length + 1)}`);
  if (makerCode !== null && serialNumber !== null) found.push(`maker_code:${makerCode}-${serialNumber}`);
  if (useRegistrationNo !== null) found.push(`use_registration_no:${tidyUseRegistrationNo(useRegistrationNo)}`);
  return found;
}
