import { getJson, sendJson } from "../ui/api.ts";

/** Whether this browser has Web Push at all: many of China's have not (docs/notices.md). */
export const canPush = (): boolean =>
  "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

const registration = async (): Promise<ServiceWorkerRegistration | undefined> =>
  navigator.serviceWorker.getRegistration("/field/");

export async function isPushOn(): Promise<boolean> {
  if (!canPush() || Notification.permission !== "granted") return false;
  const found = await (await registration())?.pushManager.getSubscription();
  if (found === null || found === undefined) return false;
  // Told again at each opening: the platform may have lost it, or another crew may hold this phone now.
  await tell(found).catch(() => undefined);
  return true;
}

export type PushOutcome = "on" | "refused" | "failed";

/** Asks for consent, then for an address at the browser's push service: call it from a touch. */
export async function switchPushOn(): Promise<PushOutcome> {
  if (!canPush()) return "failed";
  if ((await Notification.requestPermission()) !== "granted") return "refused";
  try {
    const worker = await registration();
    if (worker === undefined) return "failed";
    const { publicKey } = await getJson<{ publicKey: string }>("/api/v1/field/push");
    const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
    await tell(made);
    return "on";
  } catch {
    return "failed";
  }
}

export async function switchPushOff(): Promise<void> {
  const found = await (await registration())?.pushManager.getSubscription();
  if (found === null || found === undefined) return;
  await sendJson("POST", "/api/v1/field/push/end", { endpoint: found.endpoint }).catch(() => undefined);
  await found.unsubscribe();
}

async function tell(subscription: PushSubscription): Promise<void> {
  const { endpoint, keys } = subscription.toJSON();
  await sendJson("POST", "/api/v1/field/push", { endpoint, keys: { p256dh: keys?.p256dh, auth: keys?.auth } });
}
