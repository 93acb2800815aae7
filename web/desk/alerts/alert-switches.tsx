import { useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { soundIsUnlocked, unlockSound } from "../../ui/sound.ts";
import { say } from "../texts/desk-texts.ts";

/** In the bar: sound and notifications, as far as the browser still wants to be asked. */
export function AlertSwitches() {
  const [sound, setSound] = useState(soundIsUnlocked);
  const [notify, setNotify] = useState(
    () => typeof Notification === "undefined" || Notification.permission !== "default",
  );
  // Any click or key on the page is what the browser wants before it lets the page sound.
  useEffect(() => {
    const unlock = (): void => void unlockSound().then(setSound);
    document.addEventListener("pointerdown", unlock);
    document.addEventListener("keydown", unlock);
    return () => {
      document.removeEventListener("pointerdown", unlock);
      document.removeEventListener("keydown", unlock);
    };
  }, []);
  const slot = document.getElementById("shell-slot");
  if (slot === null) return null;
  return createPortal(
    <>
      {notify ? null : (
        <button
          type="button"
          className="bar-button"
          onClick={() => void Notification.requestPermission().then((answer) => setNotify(answer !== "default"))}
        >
          {say("notify.ask")}
        </button>
      )}
      {sound ? null : (
        <button
          type="button"
          className="bar-button bar-button--strong"
          title={say("sound.off.title")}
          onClick={() => void unlockSound().then(setSound)}
          data-testid="sound-on"
        >
          {say("sound.off")}
        </button>
      )}
    </>,
    slot,
  );
}
