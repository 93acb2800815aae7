import type { Room } from "../../platform/platform.ts";
import { readRefusals } from "./read/read-refusals.ts";

/** So far the room only reads documents (`sp duties extract`): no tables and no routes yet. */
export const createDutiesRoom = (): { readonly room: Room } => ({ room: { name: "duties", refusals: readRefusals } });
