import { formatClock } from "../../ui/format-duration.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import type { LiveClient } from "../../ui/live.ts";
import { useLiveState } from "../../ui/use-live.ts";
import { useNow } from "../../ui/use-now.ts";
import { say } from "../texts/shell-texts.ts";

/** Says whether the screen is true now. */
export function LinkState({ live }: { readonly live: LiveClient }) {
  const { status, confirmedAt } = useLiveState(live);
  useNow();
  if (status === "lost")
    return (
      <span className="link-state link-state--lost" role="status" data-testid="link-state">
        {confirmedAt === null
          ? say("link.lost.never")
          : say("link.lost", { age: formatClock(Date.now() - confirmedAt) })}
      </span>
    );
  return (
    <span
      className="link-state"
      role="status"
      data-testid="link-state"
      title={status === "connected" ? say("link.connected.title") : undefined}
    >
      {say(status === "connected" ? "link.connected" : "link.connecting")}
    </span>
  );
}

/** A grey veil over what is stale, with its age; what is under it can still be read. */
export function StaleVeil({ live }: { readonly live: LiveClient | null }) {
  const { status, confirmedAt } = useLiveState(live);
  useNow();
  if (live === null || status !== "lost") return null;
  return (
    <div className="veil" data-testid="stale-veil">
      <p className="veil-note" role="alert">
        <strong>
          {confirmedAt === null
            ? say("link.lost.never")
            : say("link.lost", { age: formatClock(Date.now() - confirmedAt) })}
        </strong>
        {confirmedAt === null ? null : <span>{say("link.lost.text", { time: formatTimeOfDay(confirmedAt) })}</span>}
      </p>
    </div>
  );
}
