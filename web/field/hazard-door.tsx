import { type Hazard, hazards } from "../../src/rooms/rescue/contract/hazards.ts";
import type { CrewTask } from "../../src/rooms/rescue/contract.ts";
import { word } from "../ui/texts/shared-texts.ts";
import type { Outbox, OutboxEntry } from "./outbox.ts";
import { t } from "./texts.ts";

type Props = { readonly task: CrewTask; readonly outbox: Outbox; readonly entries: readonly OutboxEntry[] };

/** What waits for no level, told by the crew: kept in the outbox like every deed, and never in the way of the next step. */
export function HazardDoor({ task, outbox, entries }: Props) {
  const told = new Set<string>(task.hazards);
  for (const entry of entries)
    if (entry.kind === "hazards" && entry.askId === task.askId && entry.status !== "refused")
      for (const hazard of (entry.body as { hazards: readonly Hazard[] }).hazards) told.add(hazard);
  const known = hazards.filter((each) => told.has(each)).map((each) => word(`hazard.${each}`));
  return (
    <details className="hazard-door" data-testid="hazard-door">
      <summary>{known.length === 0 ? t("hazard.tell") : t("hazard.told", { hazards: known.join(" · ") })}</summary>
      <div className="hazard-door__list">
        {hazards.map((hazard) => (
          <button
            key={hazard}
            type="button"
            className="button"
            aria-pressed={told.has(hazard)}
            disabled={told.has(hazard)}
            onClick={() => outbox.put("hazards", task.askId, { hazards: [hazard] })}
            data-testid={`tell-${hazard}`}
          >
            {word(`hazard.${hazard}`)}
          </button>
        ))}
      </div>
    </details>
  );
}
