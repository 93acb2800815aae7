import type { CrewWay } from "../../src/rooms/rescue/model/arrival-odds.ts";
import type { CrewOption } from "./crews-for-call.ts";
import type { Deed } from "./nature.ts";

/** A crew's way from its acceptance to the lift's door, in seconds of the day. */
export type Trip = {
  readonly option: CrewOption;
  readonly acceptedAt: number;
  readonly rollingAt: number;
  readonly driveSeconds: number;
  readonly stall: { readonly from: number; readonly seconds: number };
  readonly atAddress: number;
  readonly arrivesAt: number;
};

export function tripOf(option: CrewOption, deed: Deed, acceptedAt: number): Trip {
  const rollingAt = acceptedAt + deed.turnOutSeconds;
  const driveSeconds = option.realSeconds * deed.roadRatio;
  const atAddress = rollingAt + driveSeconds + deed.breakdownSeconds;
  const stall = { from: rollingAt + driveSeconds * deed.breakdownAt, seconds: deed.breakdownSeconds };
  return { option, acceptedAt, rollingAt, driveSeconds, stall, atAddress, arrivesAt: atAddress + deed.accessSeconds };
}

/** Seconds on the move until then; a breakdown is not driving. */
export function drivenSeconds({ rollingAt, stall, driveSeconds }: Trip, now: number): number {
  const stood = Math.min(stall.seconds, Math.max(0, now - stall.from));
  return Math.min(driveSeconds, Math.max(0, now - rollingAt - stood));
}

/** What the platform knows of the way: positions of whose phone tells them, else only that it has accepted. */
export function wayOf(trip: Trip, now: number): CrewWay {
  const { option } = trip;
  if (!option.crew.located || now < trip.rollingAt)
    return { kind: "accepted", waitedSeconds: now - trip.acceptedAt, roadSeconds: option.etaSeconds };
  if (now >= trip.atAddress) return { kind: "at-address", waitedSeconds: now - trip.atAddress };
  const left = trip.driveSeconds === 0 ? 0 : 1 - drivenSeconds(trip, now) / trip.driveSeconds;
  return { kind: "rolling", roadSeconds: option.etaSeconds * left };
}
