import { useEffect, useState } from "react";
import { canPush, isPushOn, type PushOutcome, switchPushOff, switchPushOn } from "./push.ts";
import { say } from "./push-texts.ts";

/** Whether this phone is told while its page is shut: only when its crew wants it. */
export function PushChoice() {
  const [state, setState] = useState<PushOutcome | "off" | "busy">("off");
  useEffect(() => {
    void isPushOn().then((on) => setState(on ? "on" : "off"));
  }, []);
  if (!canPush()) return null;
  const start = (): void => {
    setState("busy");
    void switchPushOn().then(setState);
  };
  if (state === "on")
    return (
      <p className="quiet" data-testid="push-on">
        {say("on")} ·{" "}
        <button type="button" className="link" onClick={() => void switchPushOff().then(() => setState("off"))}>
          {say("stop")}
        </button>
      </p>
    );
  return (
    <div data-testid="push-choice">
      <button type="button" className="button" disabled={state === "busy"} onClick={start}>
        {say(state === "busy" ? "busy" : "ask")}
      </button>
      <p className={state === "refused" || state === "failed" ? "warning" : "quiet"}>
        {say(state === "refused" || state === "failed" ? state : "lead")}
      </p>
    </div>
  );
}
