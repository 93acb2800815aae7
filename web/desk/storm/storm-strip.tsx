import { Link } from "@tanstack/react-router";
import type { Storm } from "../../../src/rooms/rescue/contract/storms.ts";
import { UrgencyMark } from "../../ui/urgency-mark.tsx";
import { useRows } from "../shell/live-context.ts";
import { say } from "../texts/storm-texts.ts";

/** On the duty desk: where a storm is on, its plan asks the crews, and what a person does for many at once is done on its page. */
export function StormStrip() {
  const storms = (useRows<Storm>("storm") ?? []).filter(({ endedAt }) => endedAt === null);
  return storms.map(({ id, region, counts, fire }) => (
    <p key={id} className="storm-strip" data-testid="storm-strip">
      <UrgencyMark urgency={fire.advised && fire.calledAt === null ? "life" : "trapped"} wordless />
      <span className="storm-strip-text">
        <strong>{say("strip.on", { region })}</strong>{" "}
        <span className="sp-figures">{say("count.open", { count: counts.open })}</span>
        {fire.advised && fire.calledAt === null ? (
          <strong className="storm-strip-fire">
            {say("fire.advised", { late: fire.late, minutes: fire.limitMinutes })}
          </strong>
        ) : null}
      </span>
      <Link to="/storm" className="tool">
        {say("strip.open")}
      </Link>
    </p>
  ));
}
