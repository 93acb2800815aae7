import type { CarCall } from "../../../src/rooms/rescue/contract/car-calls.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { say } from "../texts/car-call-texts.ts";

/** Why nobody spoke, with the exchange's own number for who looks into it. */
export function callFailure({ reason, sipStatus, endedAt }: CarCall): string {
  const words = reason === null ? "" : say(`reason.${reason}`);
  const status = sipStatus === null ? "" : say("status", { status: sipStatus });
  return say("failed", { reason: `${words}${status}`, time: endedAt === null ? "" : formatTimeOfDay(endedAt) });
}

/** What a telephone beside the screen can dial. */
export const dialled = (address: string): string => (/^sips?:/.test(address) ? address : `tel:${address}`);
