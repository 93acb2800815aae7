import type { Instant } from "../../../kernel/clock.ts";
import type { EscalatorStateBody, LiftStateBody } from "../contract.ts";
import type { StateReading } from "./reading.ts";

export const instantOf = (at: string | number): Instant => (typeof at === "number" ? Math.round(at) : Date.parse(at));

const directions = ["none", "up", "down"] as const;

export function liftState(body: LiftStateBody): StateReading {
  return {
    kind: "state",
    at: instantOf(body.at),
    seq: body.seq,
    isEscalator: false,
    serviceMode: body.serviceMode,
    moving: body.carStatus === 1,
    direction: directions[body.carDirection] ?? "none",
    carPosition: body.carPosition,
    doorStatus: body.doorStatus,
    doorClosed: body.doorClosed,
    doorZone: body.doorZone,
    passengerPresent: body.passengerPresent,
    overload: body.overload,
    powerLost: body.powerLost ?? false,
    speed: body.speed,
  };
}

/** GB/T 24476: 0 stopped to save energy, 1 up, 2 up slowly to save energy, 3 down, 4 down slowly. */
const escalatorDirections = ["none", "up", "up", "down", "down"] as const;

export function escalatorState(body: EscalatorStateBody): StateReading {
  return {
    kind: "state",
    at: instantOf(body.at),
    seq: body.seq,
    isEscalator: true,
    serviceMode: body.serviceMode,
    moving: body.runStatus === 1,
    direction: escalatorDirections[body.runDirection] ?? "none",
    carPosition: "",
    doorStatus: 0,
    doorClosed: undefined,
    doorZone: false,
    passengerPresent: body.passengerPresent,
    overload: undefined,
    powerLost: body.powerLost ?? false,
    speed: body.speed,
  };
}
