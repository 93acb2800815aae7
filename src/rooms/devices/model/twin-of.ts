import type { Twin } from "../contract.ts";
import type { DeviceState } from "./device-state.ts";

/** The lift as its device shows it; undefined before the first state. Statuses between "none" and "confirmed" count as suspected. */
export function twinOf(liftId: string, state: DeviceState, connected: boolean): Twin | undefined {
  const { car } = state;
  if (car === undefined) return undefined;
  return {
    liftId,
    connected,
    receivedAt: state.carReceivedAt ?? null,
    measuredAt: car.at,
    isEscalator: car.isEscalator,
    serviceMode: car.serviceMode,
    moving: car.moving,
    direction: car.direction,
    carPosition: car.carPosition,
    doorStatus: car.doorStatus,
    doorZone: car.doorZone,
    passengerPresent: car.passengerPresent ?? null,
    overload: car.overload ?? null,
    powerLost: car.powerLost,
    speed: car.speed ?? null,
    entrapment: shown[state.entrapment.phase.status],
  };
}

const shown = { idle: "none", suspected: "suspected", confirmed: "confirmed", clearing: "confirmed" } as const;
