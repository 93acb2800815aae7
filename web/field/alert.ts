import { acknowledgeSound, repeatTone, unlockSound } from "../ui/sound.ts";

/** Calls the crew to the phone: sound and vibration until `hush`, and a notification where the page is not looked at. */
const vibrateEveryMs = 3_000;
let vibrating: ReturnType<typeof setInterval> | undefined;

export function raiseAlert(title: string, text: string): void {
  hush();
  repeatTone("trapped");
  vibrate([500, 200, 500]);
  vibrating = setInterval(() => vibrate([500, 200, 500]), vibrateEveryMs);
  if (document.visibilityState !== "visible") void notify(title, text);
}

export function hush(): void {
  acknowledgeSound();
  clearInterval(vibrating);
  vibrating = undefined;
}

export function vibrate(pattern: number | number[]): void {
  if ("vibrate" in navigator) navigator.vibrate(pattern);
}

/** Browsers allow sound and ask about notifications only after a touch: call this from one. */
export function prepareAlerts(): void {
  void unlockSound().catch(() => false);
  if ("Notification" in window && Notification.permission === "default") void Notification.requestPermission();
}

async function notify(title: string, body: string): Promise<void> {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const options = { body, tag: "shengping-ask", requireInteraction: true };
  const registration = await navigator.serviceWorker?.getRegistration("/field/");
  // Android takes notifications from the worker only.
  if (registration !== undefined) await registration.showNotification(title, options);
  else new Notification(title, options);
}
