import { ApiProblem, sendBlob, textOfFailure } from "../ui/api.ts";
import { serverNow } from "../ui/clock.ts";
import { newKey } from "../ui/new-key.ts";
import { dropPhoto, storedPhotos, storePhoto, type WaitingPhoto } from "./photo-store.ts";

/**
 * Photos on their way, apart from the outbox: a large one on a bad line must not hold up "freed". Each has a key, so that sent
 * twice it is stored once.
 *
 * waiting (stored on the phone) → sent (gone from the phone) or refused (gone, with the server's word)
 */
export type PhotoBox = {
  readonly waiting: () => readonly WaitingPhoto[];
  readonly problem: () => string | null;
  readonly put: (photo: { readonly askId: string; readonly step: string | null; readonly blob: Blob }) => void;
  readonly listen: (listener: () => void) => () => void;
  readonly close: () => void;
};

const againMs = 10_000;

export function openPhotoBox(accountId: string): PhotoBox {
  const listeners = new Set<() => void>();
  let waiting: readonly WaitingPhoto[] = [];
  let problem: string | null = null;
  let sending = false;
  let closed = false;
  let again: ReturnType<typeof setTimeout> | undefined;
  const show = (next: readonly WaitingPhoto[], word = problem): void => {
    waiting = next;
    problem = word;
    for (const listener of listeners) listener();
  };
  const send = async (): Promise<void> => {
    if (sending || closed) return;
    sending = true;
    clearTimeout(again);
    for (let next = waiting[0]; next !== undefined && !closed; next = waiting[0]) {
      const outcome = await sendPhoto(next);
      if (outcome === "later") {
        again = setTimeout(now, againMs);
        break;
      }
      const { key } = next;
      await dropPhoto(key);
      show(
        waiting.filter((each) => each.key !== key),
        outcome === "sent" ? null : outcome.problem,
      );
    }
    sending = false;
  };
  const now = (): void => void send();
  window.addEventListener("online", now);
  void storedPhotos(accountId).then((kept) => {
    show([...kept, ...waiting]);
    now();
  });
  return {
    waiting: () => waiting,
    problem: () => problem,
    put: (photo) => {
      const kept = { ...photo, key: newKey(), accountId, takenAt: Date.now() };
      void storePhoto(kept);
      show([...waiting, kept], null);
      now();
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => {
      closed = true;
      clearTimeout(again);
      window.removeEventListener("online", now);
      listeners.clear();
    },
  };
}

type Outcome = "sent" | "later" | { readonly problem: string };

async function sendPhoto({ key, askId, step, takenAt, blob }: WaitingPhoto): Promise<Outcome> {
  const at = takenAt + serverNow() - Date.now();
  const query = new URLSearchParams({ at: String(Math.round(at)), ...(step === null ? {} : { step }) });
  try {
    await sendBlob(`/api/v1/field/asks/${askId}/photos/${key}?${query}`, blob);
    return "sent";
  } catch (failure) {
    const status = failure instanceof ApiProblem ? failure.status : 0;
    // Logged out, held back or a server in trouble: it waits for better times.
    if (status === 0 || status === 401 || status === 429 || status >= 500) return "later";
    return { problem: textOfFailure(failure) };
  }
}
