import { sendJson } from "../ui/api.ts";
import { isReportDue, soonestMs, type Told } from "./is-report-due.ts";
import type { Position } from "./route.ts";

/**
 * Where this phone is, and telling it to dispatch while on duty.
 *
 * off (not on duty) · searching (no fix yet) · known · refused (the person or the browser forbids it: dispatch cannot
 * rank this crew by road) · missing (no fix can be had now, as in a basement; the last one stands)
 */
export type PositionState = {
  readonly status: "off" | "searching" | "known" | "refused" | "missing";
  readonly position: Position | null;
  /** How exact it is, and when it was found (local epoch ms). */
  readonly accuracyMetres: number | null;
  readonly foundAt: number | null;
  /** Local epoch ms of the last report that the server took. */
  readonly toldAt: number | null;
  /** The server took the last one; false: it lies too far from the crew's home to be true. */
  readonly taken: boolean;
};

export function watchPosition(onChange: (state: PositionState) => void): () => void {
  let state: PositionState = {
    status: "searching",
    position: null,
    accuracyMetres: null,
    foundAt: null,
    toldAt: null,
    taken: true,
  };
  let tried: Told | null = null;
  const set = (part: Partial<PositionState>): void => {
    state = { ...state, ...part };
    onChange(state);
  };
  const report = async (): Promise<void> => {
    const { position } = state;
    if (position === null || !isReportDue(tried, position, Date.now())) return;
    tried = { at: Date.now(), position };
    try {
      const { taken } = await sendJson<{ taken: boolean }>("POST", "/api/v1/field/position", position);
      set({ toldAt: Date.now(), taken });
    } catch {
      // The next fix is worth more than this one; it goes when its time comes.
    }
  };
  if (!("geolocation" in navigator)) {
    set({ status: "refused" });
    return () => {};
  }
  const watch = navigator.geolocation.watchPosition(
    ({ coords }) => {
      const position = { lat: coords.latitude, lon: coords.longitude };
      set({ status: "known", position, accuracyMetres: coords.accuracy, foundAt: Date.now() });
      void report();
    },
    (error) => set({ status: error.code === error.PERMISSION_DENIED ? "refused" : "missing" }),
    { enableHighAccuracy: true, maximumAge: 5_000, timeout: 30_000 },
  );
  const repeating = setInterval(() => void report(), soonestMs);
  onChange(state);
  return () => {
    navigator.geolocation.clearWatch(watch);
    clearInterval(repeating);
  };
}
