import { z } from "zod";
import { storableText } from "../contract.ts";
import { escalatorState, liftState } from "../model/state-reading.ts";
import type { DialectResult } from "./dialect.ts";
import { enumerated, frameTime, has, withFields } from "./read-json.ts";

/**
 * Real-time and statistics objects with the field names of GB/T 24476-2017 §9 and §10, as several cities took them over. Senders
 * write enumerations as numbers or as digits.
 */
const liftFields = z.object({
  samplingTime: frameTime,
  Service_Mode: enumerated(7),
  Car_Status: enumerated(1),
  Car_Direction: enumerated(2),
  Door_Zone: z.boolean(),
  Car_Position: z.union([storableText(8), z.int().transform(String).pipe(storableText(8))]),
  Door_Status: enumerated(6),
  Door_Close_Status: z.boolean().optional(),
  Histway_Door: z.boolean().optional(),
  Passenger_Status: z.boolean().optional(),
  Car_Overload: z.boolean().optional(),
  Lift_Car_Drive_Status: enumerated(2).optional(),
});

const escalatorFields = z.object({
  samplingTime: frameTime,
  Escalator_Service_Mode: enumerated(7),
  Car_Status: enumerated(1),
  Escalator_Operation_Direction: enumerated(4),
});

const counter = z.union([z.number(), z.string().regex(/^\d{1,15}(\.\d{1,6})?$/)]).optional();
const statisticsFields = z.object({
  samplingTime: frameTime,
  Door_Open_Count: counter,
  Total_Running_Time: counter,
  Present_Counter_Value: counter,
  Rope_Bend_Count: counter,
  Lift_Mileage: counter,
  Power_Consumption: counter,
  Passenger_Counter: counter,
});

export const isEscalatorObject = (body: unknown): boolean => has(body, "Escalator_Service_Mode");
export const isLiftObject = (body: unknown): boolean => has(body, "Service_Mode");
export const isStatisticsObject = (body: unknown): boolean =>
  Object.keys(statisticsFields.shape).some((field) => field !== "samplingTime" && has(body, field));

export const readLiftObject = (body: unknown): DialectResult =>
  withFields(liftFields, body, (b) => ({
    ok: true,
    reading: liftState({
      at: b.samplingTime,
      serviceMode: b.Service_Mode,
      carStatus: b.Car_Status,
      carDirection: b.Car_Direction,
      doorZone: b.Door_Zone,
      carPosition: b.Car_Position,
      doorStatus: b.Door_Status,
      doorClosed: b.Door_Close_Status,
      hallDoorLocked: b.Histway_Door,
      passengerPresent: b.Passenger_Status,
      overload: b.Car_Overload,
      driveStatus: b.Lift_Car_Drive_Status,
    }),
  }));

export const readEscalatorObject = (body: unknown): DialectResult =>
  withFields(escalatorFields, body, (b) => ({
    ok: true,
    reading: escalatorState({
      at: b.samplingTime,
      serviceMode: b.Escalator_Service_Mode,
      runStatus: b.Car_Status,
      runDirection: b.Escalator_Operation_Direction,
    }),
  }));

export const readStatisticsObject = (body: unknown): DialectResult =>
  withFields(statisticsFields, body, (b) => ({ ok: true, reading: { kind: "stats", at: b.samplingTime } }));

const identity = z.object({
  registerNumber: storableText(120).min(1).nullish(),
  manufacturerCode: storableText(40).min(1).nullish(),
  leaveFactoryNumber: storableText(80).min(1).nullish(),
});

/** The lift that an object names: its 注册代码, or for a new lift the maker's credit code and the serial number. */
function codeOf({ registerNumber, manufacturerCode, leaveFactoryNumber }: z.output<typeof identity>) {
  if (typeof registerNumber === "string") return registerNumber;
  return typeof manufacturerCode === "string" && typeof leaveFactoryNumber === "string"
    ? `${manufacturerCode}-${leaveFactoryNumber}`
    : undefined;
}

export function registerCodeIn(body: unknown): string | undefined {
  const named = identity.safeParse(body);
  return named.success ? codeOf(named.data) : undefined;
}

/** The result with the lift that its frame names. A name of the wrong type is no name to go by, and refused. */
export function naming(body: unknown, result: DialectResult): DialectResult {
  if (!result.ok) return result;
  return withFields(identity, body, (named) => {
    const registerCode = codeOf(named);
    return registerCode === undefined ? result : { ...result, registerCode };
  });
}
