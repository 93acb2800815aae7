import { useSyncExternalStore } from "react";

/** A phone, or a window as narrow: the bar has no room for its switches. */
const narrow = matchMedia("(max-width: 900px)");

const listen = (changed: () => void): (() => void) => {
  narrow.addEventListener("change", changed);
  return () => narrow.removeEventListener("change", changed);
};

export const useNarrow = (): boolean => useSyncExternalStore(listen, () => narrow.matches);
