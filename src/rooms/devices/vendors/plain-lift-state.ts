import type { z } from "zod";
import { lastMoment, type liftStateBody } from "../contract.ts";

type Body = z.output<typeof liftStateBody>;

const isWithin = (value: unknown, max: number): boolean =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max;
const isFlag = (value: unknown): boolean => typeof value === "boolean";
const isFlagOrNone = (value: unknown): boolean => value === undefined || typeof value === "boolean";
const isNumberWithin = (value: unknown, most: number): boolean =>
  typeof value === "number" && value >= -most && value <= most;

/**
 * Whether a body is the state of a lift with its time as a number: nearly all frames are. By hand, because the schema's checks cost more than
 * everything else that is done to such a frame; a test holds both against each other. False says nothing: the schema decides then.
 */
export function isPlainLiftState(body: unknown): body is Body {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return false;
  const b = body as Record<keyof Body, unknown>;
  return (
    isNumberWithin(b.at, lastMoment) &&
    (b.at as number) >= 0 &&
    (b.seq === undefined || isWithin(b.seq, Number.MAX_SAFE_INTEGER)) &&
    isWithin(b.serviceMode, 7) &&
    isWithin(b.carStatus, 1) &&
    isWithin(b.carDirection, 2) &&
    isFlag(b.doorZone) &&
    isPosition(b.carPosition) &&
    isWithin(b.doorStatus, 6) &&
    isFlagOrNone(b.doorClosed) &&
    isFlagOrNone(b.hallDoorLocked) &&
    isFlagOrNone(b.passengerPresent) &&
    isFlagOrNone(b.overload) &&
    (b.speed === undefined || isNumberWithin(b.speed, 30)) &&
    (b.driveStatus === undefined || isWithin(b.driveStatus, 2)) &&
    isFlagOrNone(b.powerLost)
  );
}

const isPosition = (value: unknown): boolean =>
  typeof value === "string" && value.length <= 8 && value.isWellFormed() && !value.includes("\0");
