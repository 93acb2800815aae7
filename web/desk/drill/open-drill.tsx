import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { CrewRow } from "../../../src/rooms/crews/contract.ts";
import type { LiftSummary } from "../../../src/rooms/lifts/contract.ts";
import { command } from "../../ui/api.ts";
import { ActForm } from "../admin/act-form.tsx";
import { useAct } from "../admin/use-act.ts";
import { LiftFinder } from "../call/lift-finder.tsx";
import { Count, TextField } from "../form/fields.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/drill-texts.ts";

type Wish = {
  readonly scenario: string;
  readonly persons: number | null;
  readonly injured: number | null;
  readonly vulnerable: boolean;
  readonly crewIds: readonly string[];
  readonly tellUseUnit: boolean;
  readonly callOutside: boolean;
};
const nothing: Wish = {
  scenario: "",
  persons: 2,
  injured: 0,
  vulnerable: false,
  crewIds: [],
  tellUseUnit: false,
  callOutside: false,
};

/** Scenario, lift, invented people and crews; nobody outside is told unless ticked. */
export function OpenDrill() {
  const [wish, setWish] = useState(nothing);
  const [lift, setLift] = useState<LiftSummary | null>(null);
  const [typed, setTyped] = useState("");
  const act = useAct();
  const navigate = useNavigate();
  const set = (part: Partial<Wish>): void => setWish((before) => ({ ...before, ...part }));
  const open = async (): Promise<void> => {
    await act.run(async () => {
      if (lift === null) throw new Error(say("lift.missing"));
      if (wish.crewIds.length === 0) throw new Error(say("crews.missing"));
      const { incidentId } = await command<{ incidentId: string }>("/api/v1/drills", { ...wish, liftId: lift.id });
      await navigate({ to: "/", search: { i: incidentId } });
    });
  };
  return (
    <ActForm title={say("open")} submit={say("start")} act={act} onSubmit={() => void open()} testid="drill">
      <div className="drill-wide">
        <TextField
          id="drill-scenario"
          label={say("scenario")}
          value={wish.scenario}
          onChange={(scenario) => set({ scenario })}
          minLength={2}
          maxLength={200}
          required
        />
        <LiftFinder chosen={lift} onChoose={setLift} typed={typed} onType={setTyped} />
      </div>
      <Count id="drill-persons" label={say("persons")} value={wish.persons} onChange={(persons) => set({ persons })} />
      <Count id="drill-injured" label={say("injured")} value={wish.injured} onChange={(injured) => set({ injured })} />
      <Crews chosen={wish.crewIds} onChoose={(crewIds) => set({ crewIds })} />
      <Check text={say("vulnerable")} on={wish.vulnerable} onChange={(vulnerable) => set({ vulnerable })} />
      <Check text={say("tell-use-unit")} on={wish.tellUseUnit} onChange={(tellUseUnit) => set({ tellUseUnit })} />
      <Check text={say("call-outside")} on={wish.callOutside} onChange={(callOutside) => set({ callOutside })} />
    </ActForm>
  );
}

type CheckProps = { readonly text: string; readonly on: boolean; readonly onChange: (on: boolean) => void };

const Check = ({ text, on, onChange }: CheckProps) => (
  <label className="drill-check">
    <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} />
    <span>{text}</span>
  </label>
);

type CrewsProps = { readonly chosen: readonly string[]; readonly onChoose: (ids: readonly string[]) => void };

/** Crews on duty first; who is off duty may be chosen and is asked once on duty. */
function Crews({ chosen, onChoose }: CrewsProps) {
  const list = useQuery(pathQuery<{ readonly crews: readonly CrewRow[] }>("/api/v1/crews"));
  const crews = (list.data?.crews ?? []).toSorted((a, b) => Number(b.onDuty) - Number(a.onDuty));
  const toggle = (id: string, on: boolean): void =>
    onChoose(on ? [...chosen, id] : chosen.filter((each) => each !== id));
  return (
    <fieldset className="field drill-crews-field">
      <legend className="field-label">{say("crews")}</legend>
      {list.isSuccess && crews.length === 0 ? <p className="quiet-text">{say("crews.none")}</p> : null}
      <div className="drill-crews" data-testid="drill-crews">
        {crews.map((crew) => (
          <Check
            key={crew.id}
            text={`${crew.name}${crew.onDuty ? "" : ` · ${say("crews.off")}`}`}
            on={chosen.includes(crew.id)}
            onChange={(on) => toggle(crew.id, on)}
          />
        ))}
      </div>
    </fieldset>
  );
}
