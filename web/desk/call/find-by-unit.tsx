import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Organisation } from "../../../src/rooms/identity/contract.ts";
import type { LiftSummary } from "../../../src/rooms/lifts/contract.ts";
import { TextField } from "../form/fields.tsx";
import { UnitPicker } from "../lifts/unit-picker.tsx";
import { splitWords } from "../list/split-words.ts";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/finder-texts.ts";
import { FoundList } from "./found-list.tsx";
import { useDelayed } from "./use-delayed.ts";

type Lifts = { readonly lifts: readonly LiftSummary[]; readonly total: number };
const shownMax = 7;

/** Lifts that a unit maintains or uses, narrowed by a few words of their place. */
export function FindByUnit({ onChoose }: { readonly onChoose: (lift: LiftSummary) => void }) {
  const [unit, setUnit] = useState<Organisation>();
  const [typed, setTyped] = useState("");
  const words = useDelayed(splitWords(typed), 180);
  const ask = (role: "useUnit" | "maintenanceUnit") => ({
    ...pathQuery<Lifts>(
      `/api/v1/lifts?${role}=${unit?.id ?? ""}&limit=${shownMax}${words === "" ? "" : `&q=${encodeURIComponent(words)}`}`,
    ),
    enabled: unit !== undefined,
    placeholderData: keepPreviousData,
  });
  const used = useQuery(ask("useUnit"));
  const maintained = useQuery(ask("maintenanceUnit"));
  const all = [...(used.data?.lifts ?? []), ...(maintained.data?.lifts ?? [])];
  const lifts = [...new Map(all.map((lift) => [lift.id, lift])).values()].slice(0, shownMax);
  const more = Math.max(used.data?.total ?? 0, maintained.data?.total ?? 0) - lifts.length;
  const known = unit !== undefined && used.isSuccess && maintained.isSuccess;
  return (
    <>
      <UnitPicker id="finder-unit" label={say("unit.find")} chosen={unit} onChoose={setUnit} optional />
      {unit === undefined ? null : (
        <TextField
          id="finder-unit-words"
          label={say("unit.words")}
          maxLength={80}
          value={typed}
          onChange={setTyped}
          // Enter takes the first; it never sends the call while one is still looking.
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            if (lifts[0] !== undefined) onChoose(lifts[0]);
          }}
          // The unit was just chosen by a key: the next word follows at once.
          autoFocus
        />
      )}
      {known && lifts.length > 0 ? (
        <FoundList label={say("by.unit")} found={lifts.map((lift) => ({ lift }))} onChoose={onChoose} />
      ) : null}
      {known && more > 0 && lifts.length > 0 ? <p className="quiet-text">{say("unit.more", { count: more })}</p> : null}
      {known && lifts.length === 0 ? <p className="quiet-text">{say("unit.none")}</p> : null}
    </>
  );
}
