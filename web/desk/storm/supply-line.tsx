import type { GroupSupply, StormGroup } from "../../../src/rooms/rescue/contract/storms.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { say } from "../texts/storm-texts.ts";
import { useStormAct } from "./use-storm-act.ts";

/** What is known of a group's supply, when and how; a person who knows more marks that it is back. */
export function SupplyLine({
  stormId,
  group: { key, name, supply },
  dispatches,
}: {
  readonly stormId: string;
  readonly group: StormGroup;
  readonly dispatches: boolean;
}) {
  const { send, busy, failure } = useStormAct();
  const isBack = supply?.state === "back";
  if (supply === null && !dispatches) return null;
  return (
    <div className="storm-supply" data-testid="storm-supply" data-supply={supply?.state ?? "unknown"}>
      {supply === null ? null : <span role="status">{wordsOf(supply)}</span>}
      {dispatches && !isBack ? (
        <button
          type="button"
          className="tool"
          disabled={busy}
          title={say("supply.mark.title", { group: name })}
          aria-label={say("supply.mark.title", { group: name })}
          onClick={() => void send(`/api/v1/storms/${stormId}/supply-back`, { group: key })}
          data-testid="supply-back"
        >
          {say("supply.mark")}
        </button>
      ) : null}
      {failure === undefined ? null : <span className="form-failure">{failure}</span>}
    </div>
  );
}

function wordsOf({ state, back, of, at, how, by, asked, lostAgain }: GroupSupply): string {
  if (state === "lost") return say(lostAgain ? "supply.lost-again" : "supply.lost", { back, of });
  const time = at === null ? "" : formatTimeOfDay(at);
  const known =
    how === "person"
      ? say(by === null ? "supply.back.key" : "supply.back.person", { time, name: by ?? "" })
      : say(how === "contact" ? "supply.back.contact" : "supply.back.devices", { time, back, of });
  return `${known} · ${asked === null ? say("supply.asking") : say("supply.asked", { count: asked })}`;
}
