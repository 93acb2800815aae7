import { useState } from "react";
import type { ManyDone, StormIncident } from "../../../src/rooms/rescue/contract/storms.ts";
import { SelectField, TextField } from "../form/fields.tsx";
import { say } from "../texts/storm-texts.ts";
import { useStormAct } from "./use-storm-act.ts";

type Props = {
  readonly stormId: string;
  readonly incidents: readonly StormIncident[];
  readonly onDone: () => void;
};

/** Closing many at once weighs: the person types how many they are. */
export function BulkForm({ stormId, incidents, onDone }: Props) {
  const { send, busy, failure } = useStormAct();
  const [confirmed, setConfirmed] = useState("");
  const [lift, setLift] = useState("stopped");
  const [cause, setCause] = useState("201");
  const [result, setResult] = useState<ManyDone>();
  const save = async (): Promise<void> => {
    const named = incidents.map(({ id, alarms }) => ({ id, alarms }));
    const body = { incidents: named, confirmed: Number(confirmed), lift, cause };
    const done = await send(`/api/v1/storms/${stormId}/freed`, body);
    setResult(done);
    setConfirmed("");
    if (done !== undefined && done.refused.length === 0) onDone();
  };
  return (
    <form
      className="storm-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      data-testid="bulk-form"
    >
      <p className="quiet-title">{say("bulk.title", { count: incidents.length })}</p>
      <HowLeft lift={lift} onLift={setLift} cause={cause} onCause={setCause} />
      <TextField
        id="bulk-confirm"
        label={say("bulk.confirm")}
        value={confirmed}
        onChange={setConfirmed}
        inputMode="numeric"
        autoComplete="off"
        data-testid="bulk-confirm"
      />
      <button
        type="submit"
        className="plain-button"
        disabled={busy || Number(confirmed) !== incidents.length}
        data-testid="bulk-save"
      >
        {say("bulk.save")}
      </button>
      {failure === undefined ? null : <p className="form-failure">{failure}</p>}
      {result === undefined ? null : <Result result={result} />}
    </form>
  );
}

function Result({ result: { done, refused } }: { readonly result: ManyDone }) {
  const codes = refused.map(({ code }) => code).join(", ");
  const rest = refused.length === 0 ? "" : ` · ${say("bulk.refused", { count: refused.length })}${codes}`;
  return (
    <p role="status">
      {say("bulk.done", { done })}
      {rest}
    </p>
  );
}

type HowLeftProps = {
  readonly lift: string;
  readonly onLift: (lift: string) => void;
  readonly cause: string;
  readonly onCause: (cause: string) => void;
};

function HowLeft({ lift, onLift, cause, onCause }: HowLeftProps) {
  return (
    <>
      <SelectField
        id="bulk-lift"
        label={say("bulk.lift")}
        value={lift}
        onChange={onLift}
        options={[
          ["stopped", say("bulk.lift.stopped")],
          ["running", say("bulk.lift.running")],
        ]}
      />
      <SelectField
        id="bulk-cause"
        label={say("bulk.cause")}
        value={cause}
        onChange={onCause}
        options={[
          ["201", say("cause.201")],
          ["204", say("cause.204")],
        ]}
      />
    </>
  );
}
