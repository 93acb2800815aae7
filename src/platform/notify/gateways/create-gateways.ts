import type { Clock } from "../../../kernel/clock.ts";
import type { GatewaySettings } from "../../config/gateway-settings.ts";
import { createAliyun } from "./aliyun.ts";
import type { Channel, Gateway } from "./gateway.ts";
import { createGeneric } from "./generic.ts";

export type Gateways = ReadonlyMap<Channel, Gateway>;

/** The gateways that the settings name; a channel without one is left to a person at the outbox. */
export function createGateways(
  settings: { readonly sms: GatewaySettings | undefined; readonly voice: GatewaySettings | undefined },
  clock: Clock,
  push: Gateway,
): Gateways {
  const gateways = new Map<Channel, Gateway>([["push", push]]);
  for (const channel of ["sms", "voice"] as const) {
    const chosen = settings[channel];
    if (chosen === undefined) continue;
    gateways.set(channel, chosen.kind === "aliyun" ? createAliyun(chosen, clock) : createGeneric(chosen));
  }
  return gateways;
}
