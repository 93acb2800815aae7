import type { LiftKind, OrderInForce, Registration, Service, Sign } from "../contract.ts";
import { liftKinds, ordersInForce, registrations, services, signs } from "../contract.ts";
import { grown } from "./grown.ts";
import { IdTable } from "./id-table.ts";

/** A lift as the index reads it. Days count from 1970-01-01; units are those that answer for it today. */
export type LiftEntry = {
  readonly id: string;
  readonly buildingId: string;
  readonly liftNo: string;
  readonly region: string;
  readonly kind: LiftKind;
  readonly registration: Registration;
  readonly order: OrderInForce;
  readonly service: Service;
  readonly sign: Sign;
  readonly hasRescueCode: boolean;
  readonly inUseDay: number | null;
  readonly dueDay: number | null;
  /** Seconds since 1970. */
  readonly registeredAt: number;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly useUnit: string | null;
  readonly maintenanceUnit: string | null;
  /** Its use unit names no 安全员. */
  readonly noOfficer: boolean;
  /** A lift may have several. */
  readonly owners: readonly string[];
};

/** A day that is not recorded. */
export const noDay = -0x8000_0000;
/** A unit that is not there. */
export const noUnit = -1;

/** One typed array for each thing that lists, counts and tiles ask about; a lift's row stays its own for the life of the index. */
export class LiftColumns {
  readonly ids = new IdTable();
  readonly regions: string[] = [];
  readonly organisations = new IdTable();
  /** 1 while the register holds it. */
  alive = new Uint8Array(0);
  building = new Uint32Array(0);
  /** Number of the word that is its lift number. */
  liftNo = new Uint32Array(0);
  region = new Uint16Array(0);
  kind = new Uint8Array(0);
  registration = new Uint8Array(0);
  order = new Uint8Array(0);
  service = new Uint8Array(0);
  sign = new Uint8Array(0);
  hasRescueCode = new Uint8Array(0);
  inUseDay = new Int32Array(0);
  dueDay = new Int32Array(0);
  registeredAt = new Uint32Array(0);
  useUnit = new Int32Array(0);
  maintenanceUnit = new Int32Array(0);
  /** 1 where there is a use unit and it names no 安全员. */
  noOfficer = new Uint8Array(0);
  owner = new Int32Array(0);
  /** Those after the first, by row: few lifts have them. */
  readonly furtherOwners = new Map<number, readonly number[]>();
  /** Web Mercator over the whole of 32 bits; meaningful where `positioned`. */
  positioned = new Uint8Array(0);
  x = new Uint32Array(0);
  y = new Uint32Array(0);
  readonly #regionNumbers = new Map<string, number>();

  get size(): number {
    return this.ids.size;
  }

  regionNumber(code: string): number {
    const known = this.#regionNumbers.get(code);
    if (known !== undefined) return known;
    this.#regionNumbers.set(code, this.regions.length);
    return this.regions.push(code) - 1;
  }

  reserve(rows: number): void {
    if (rows <= this.alive.length) return;
    const capacity = Math.max(1_024, rows, Math.ceil(this.alive.length * 1.5));
    for (const name of columnNames) (this as Record<string, unknown>)[name] = grown(this[name], capacity);
  }

  setEnums(row: number, entry: LiftEntry): void {
    this.kind[row] = liftKinds.indexOf(entry.kind);
    this.registration[row] = registrations.indexOf(entry.registration);
    this.order[row] = ordersInForce.indexOf(entry.order);
    this.service[row] = services.indexOf(entry.service);
    this.sign[row] = signs.indexOf(entry.sign);
    this.hasRescueCode[row] = entry.hasRescueCode ? 1 : 0;
  }

  noOwner(row: number): void {
    this.owner[row] = noUnit;
    this.furtherOwners.delete(row);
  }

  addOwner(row: number, unit: number): void {
    if (this.owner[row] === noUnit) this.owner[row] = unit;
    else this.furtherOwners.set(row, [...(this.furtherOwners.get(row) ?? []), unit]);
  }

  setPosition(row: number, lat: number | null, lon: number | null): void {
    this.positioned[row] = lat === null || lon === null ? 0 : 1;
    this.x[row] = lon === null ? 0 : mercatorX(lon);
    this.y[row] = lat === null ? 0 : mercatorY(lat);
  }

  position(row: number): { lat: number; lon: number } {
    return { lat: latOf(this.y[row] as number), lon: ((this.x[row] as number) / worldSize) * 360 - 180 };
  }
}

const columnNames = [
  "alive",
  "building",
  "liftNo",
  "region",
  "kind",
  "registration",
  "order",
  "service",
  "sign",
  "hasRescueCode",
  "inUseDay",
  "dueDay",
  "registeredAt",
  "useUnit",
  "maintenanceUnit",
  "noOfficer",
  "owner",
  "positioned",
  "x",
  "y",
] as const satisfies readonly (keyof LiftColumns)[];

const worldSize = 2 ** 32;
/** Web Mercator ends here; lifts stand nowhere beyond. */
const latMax = 85.051129;
const clamped = (part: number): number => Math.min(worldSize - 1, Math.max(0, Math.floor(part * worldSize)));
const mercatorX = (lon: number): number => clamped((lon + 180) / 360);

function mercatorY(lat: number): number {
  const bounded = Math.min(latMax, Math.max(-latMax, lat));
  const sine = Math.sin((bounded * Math.PI) / 180);
  return clamped(0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI));
}

const latOf = (y: number): number => (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / worldSize))) * 180) / Math.PI;
