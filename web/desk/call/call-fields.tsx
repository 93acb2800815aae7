import type { LiftSummary } from "../../../src/rooms/lifts/contract.ts";
import type { Hazard } from "../../../src/rooms/rescue/contract/hazards.ts";
import type { CallerPosition } from "../../../src/rooms/rescue/contract/phone-calls.ts";
import { Count, Field, TextField } from "../form/fields.tsx";
import { HazardChecks } from "../hazards/hazard-checks.tsx";
import { say } from "../texts/desk-texts.ts";
import { CallerPlace } from "./caller-place.tsx";
import { FindLift } from "./find-lift.tsx";
import { type HandedOver, HandedOverFields } from "./handed-over.tsx";

/** A call as it is being typed. */
export type Call = {
  readonly lift: LiftSummary | null;
  /** What was typed to find the lift. */
  readonly typed: string;
  readonly place: string;
  readonly persons: number | null;
  readonly injured: number | null;
  readonly vulnerable: boolean;
  readonly hazards: readonly Hazard[];
  /** Nobody is inside. */
  readonly fault: boolean;
  readonly phone: string;
  /** A point of the map that somebody clicked; and where the caller is. */
  readonly at: { readonly lat: number; readonly lon: number } | null;
  readonly callerAt: CallerPosition | null;
  readonly from: HandedOver;
  readonly note: string;
};
export const emptyCall: Call = {
  lift: null,
  typed: "",
  place: "",
  persons: null,
  injured: null,
  vulnerable: false,
  hazards: [],
  fault: false,
  phone: "",
  at: null,
  callerAt: null,
  from: null,
  note: "",
};

type Props = { readonly call: Call; readonly onChange: (part: Partial<Call>) => void };

/** In the order in which one asks: where, how many, from which number, what else. */
export function CallFields({ call, onChange }: Props) {
  return (
    <>
      <FindLift
        chosen={call.lift}
        at={call.at ?? call.callerAt}
        onMove={(at) => onChange({ at })}
        onChoose={(lift) => {
          onChange({ lift });
          // The next question, without a hand on the mouse: how many are inside.
          if (lift !== null) document.getElementById(call.fault ? "call-phone" : "call-persons")?.focus();
        }}
        typed={call.typed}
        onType={(typed) => onChange({ typed })}
      />
      {call.lift === null ? (
        <TextField
          id="call-place"
          label={say("call.place")}
          maxLength={200}
          value={call.place}
          onChange={(place) => onChange({ place })}
          data-testid="call-place"
        />
      ) : null}
      <label className="check">
        <input
          type="checkbox"
          checked={call.fault}
          onChange={(event) => onChange({ fault: event.target.checked })}
          data-testid="call-fault"
        />
        <span>{say("call.fault")}</span>
      </label>
      <PeopleFields call={call} onChange={onChange} />
      {call.lift === null ? (
        <CallerPlace
          phone={call.phone}
          known={call.callerAt}
          onKnown={(callerAt) => onChange({ callerAt, at: null })}
        />
      ) : null}
      <HazardChecks value={call.hazards} onChange={(hazards) => onChange({ hazards })} />
      <HandedOverFields value={call.from} onChange={(from) => onChange({ from })} />
      <Field label={say("call.note")} htmlFor="call-note">
        <textarea
          id="call-note"
          className="text-input"
          rows={2}
          maxLength={500}
          value={call.note}
          onChange={(event) => onChange({ note: event.target.value })}
        />
      </Field>
    </>
  );
}

function PeopleFields({ call, onChange }: Props) {
  const { vulnerable, phone, fault } = call;
  return (
    <>
      <div className="field-row">
        {fault ? null : <PeopleCounts call={call} onChange={onChange} />}
        <TextField
          id="call-phone"
          label={say("call.phone")}
          type="tel"
          maxLength={30}
          value={phone}
          onChange={(text) => onChange({ phone: text })}
          data-testid="call-phone"
        />
      </div>
      {fault ? null : (
        <label className="check">
          <input
            type="checkbox"
            checked={vulnerable}
            onChange={(event) => onChange({ vulnerable: event.target.checked })}
          />
          <span>{say("call.vulnerable")}</span>
        </label>
      )}
    </>
  );
}

const PeopleCounts = ({ call, onChange }: Props) => (
  <>
    <Count
      id="call-persons"
      label={say("call.persons")}
      value={call.persons}
      onChange={(count) => onChange({ persons: count })}
    />
    <Count
      id="call-injured"
      label={say("call.injured")}
      value={call.injured}
      onChange={(count) => onChange({ injured: count })}
    />
  </>
);
