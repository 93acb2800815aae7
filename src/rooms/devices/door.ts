import type { Twin } from "./contract.ts";

/** What this room keeps in memory, for the rooms above. */
export type DevicesDoor = {
  readonly twinOf: (liftId: string) => Twin | undefined;
  readonly twins: () => Iterable<Twin>;
  /** Where the broker listens; 0 before the room has started. */
  readonly mqttPort: () => number;
  /** Where its TLS door listens; undefined where there is none. */
  readonly mqttsPort: () => number | undefined;
};
