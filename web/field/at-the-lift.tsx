import type { AtTheLift } from "../../src/rooms/rescue/contract/at-the-lift.ts";
import type { CrewTask } from "../../src/rooms/rescue/contract.ts";
import { formatTimeOfDay } from "../ui/format-time.ts";
import { say } from "./at-the-lift-texts.ts";

/** Entrance, machine room, key, and what the lift said last. A task kept by an older page has nothing of it. */
export function AtTheLiftFacts({ task }: { readonly task: CrewTask }) {
  const at = task.atTheLift ?? null;
  if (at === null) return null;
  const places = [
    [say("access"), at.accessNote],
    [say("machine-room"), at.machineRoom],
    [say("key"), at.keyPlace],
  ] as const;
  const known = places.filter(([, text]) => text !== null);
  return (
    <section className="at-the-lift" data-testid="at-the-lift">
      <h2>{say("title")}</h2>
      {known.length === 0 && at.lastReported === null ? <p className="quiet">{say("nothing")}</p> : null}
      <dl>
        {known.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
        {at.lastReported === null ? null : (
          <div>
            <dt>{say("last")}</dt>
            <dd>{reported(at.lastReported)}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function reported(last: NonNullable<AtTheLift["lastReported"]>): string {
  const door = last.doorStatus === 4 ? "open" : last.doorStatus === 2 || last.doorStatus === 5 ? "closed" : null;
  const inside = last.passengerPresent === null ? null : last.passengerPresent ? "inside" : "empty";
  const parts = [
    say("floor", { floor: last.floor }),
    say(last.levelled ? "levelled" : "between"),
    ...(door === null ? [] : [say(`door.${door}`)]),
    ...(inside === null ? [] : [say(inside)]),
    ...(last.powerLost ? [say("power-lost")] : []),
    say("at", { time: formatTimeOfDay(last.at) }),
    ...(last.connected ? [] : [say("offline")]),
  ];
  return parts.join(" · ");
}
