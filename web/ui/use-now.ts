import { useSyncExternalStore } from "react";
import { onTick, tickedNow } from "./clock.ts";

/** The server's time, renewed every second (epoch ms). */
export const useNow = (): number => useSyncExternalStore(onTick, tickedNow);
