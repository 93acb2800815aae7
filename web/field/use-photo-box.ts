import { useEffect, useMemo, useSyncExternalStore } from "react";
import { openPhotoBox, type PhotoBox } from "./photo-box.ts";
import type { WaitingPhoto } from "./photo-store.ts";

export type PhotoView = {
  readonly box: PhotoBox;
  readonly waiting: readonly WaitingPhoto[];
  readonly problem: string | null;
};

/** The photos of an account that wait, for as long as the component stands. */
export function usePhotoBox(accountId: string): PhotoView {
  const box = useMemo(() => openPhotoBox(accountId), [accountId]);
  useEffect(() => () => box.close(), [box]);
  return {
    box,
    waiting: useSyncExternalStore(box.listen, box.waiting),
    problem: useSyncExternalStore(box.listen, box.problem),
  };
}
