import type { FaultKind, Twin } from "../contract.ts";
import type { DeviceState } from "./device-state.ts";
import type { Faults } from "./faults.ts";

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
    faults: openKinds(state.faults),
  };
}

const none: FaultKind[] = [];
const openKinds = ({ open }: Faults): FaultKind[] =>
  open.length === 0 ? none : open.flatMap(({ kind, status }) => (isTold(status) ? kind : []));
const isTold = (status: Faults["open"][number]["status"]): boolean => status === "confirmed" || status === "clearing";

const shown = { idle: "none", suspected: "suspected", confirmed: "confirmed", clearing: "confirmed" } as const;
