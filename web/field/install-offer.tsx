import { useEffect, useState } from "react";
import { t } from "./texts.ts";

/** What Chromium's browsers hand over where the page can be installed; it opens the phone's own question, once. */
type InstallEvent = Event & { readonly prompt: () => Promise<unknown> };

/** It comes once, soon after loading, whatever screen is shown then. */
let offered: InstallEvent | undefined;
const listeners = new Set<() => void>();
const offer = (event: InstallEvent | undefined): void => {
  offered = event;
  for (const listener of listeners) listener();
};
globalThis.addEventListener?.("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer(event as InstallEvent);
});
globalThis.addEventListener?.("appinstalled", () => offer(undefined));

const isInstalled = (): boolean =>
  matchMedia("(display-mode: standalone)").matches || (navigator as { standalone?: boolean }).standalone === true;
/** Safari has no such event: its reader is told where the button is. */
const isSafariPhone = (): boolean => "standalone" in navigator;

/** On the home screen the page opens without the browser's bars, and at once. Nothing is shown where it cannot be done or is done. */
export function InstallOffer() {
  const [, redraw] = useState(0);
  useEffect(() => {
    const listener = () => redraw((count) => count + 1);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  if (isInstalled()) return null;
  if (offered !== undefined)
    return (
      <button
        type="button"
        className="button"
        data-testid="install"
        onClick={() => void offered?.prompt().then(() => offer(undefined))}
      >
        {t("install")}
      </button>
    );
  return isSafariPhone() ? <p className="quiet">{t("install.safari")}</p> : null;
}
