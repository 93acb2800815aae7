import "./new-call.css";
import { Button } from "antd";
import { type FormEvent, useState } from "react";
import type { LiftSummary } from "../../../src/rooms/lifts/contract.ts";
import { command, textOfFailure } from "../../ui/api.ts";
import { newKey } from "../../ui/new-key.ts";
import { Count, Field } from "../incident/forms/form-frame.tsx";
import { say } from "../texts/desk-texts.ts";
import { say as sayIncident } from "../texts/incident-texts.ts";
import { LiftFinder } from "./lift-finder.tsx";

type Opened = { readonly incidentId: string; readonly no: string; readonly joined: boolean };
type Props = { readonly onOpened: (opened: Opened) => void; readonly onCancel: () => void };

/** A call taken at the desk: find the lift while the caller speaks, or take the place in words. */
export function NewCall({ onOpened, onCancel }: Props) {
  // One key for one call: pressing twice, or a lost answer, opens one incident.
  const [key] = useState(newKey);
  const [lift, setLift] = useState<LiftSummary | null>(null);
  const [typed, setTyped] = useState("");
  const [place, setPlace] = useState("");
  const [persons, setPersons] = useState<number | null>(null);
  const [injured, setInjured] = useState<number | null>(null);
  const [vulnerable, setVulnerable] = useState(false);
  const [phone, setPhone] = useState("");
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    // What was typed for the lift and not found is a place too: nothing that the caller said gets lost.
    const where = place.trim() || (lift === null ? typed.trim() : "");
    if (lift === null && where === "") return setFailure(say("call.where-missing"));
    setBusy(true);
    setFailure(undefined);
    const body = {
      liftId: lift?.id ?? null,
      rescueCode: lift === null && /^\d{4,12}$/.test(typed.trim()) ? typed.trim() : null,
      place: where === "" ? null : where,
      callerPhone: phone.trim() === "" ? null : phone.trim(),
      persons,
      injured,
      vulnerable,
      note: note.trim() === "" ? null : note.trim(),
    };
    try {
      onOpened(await command<Opened>("/api/v1/incidents", body, key));
    } catch (problem) {
      setFailure(textOfFailure(problem));
      setBusy(false);
    }
  };

  return (
    <form
      className="call"
      onSubmit={(event) => void submit(event)}
      aria-label={say("call.title")}
      data-testid="call-form"
    >
      <h2 className="call-title">{say("call.title")}</h2>
      <LiftFinder chosen={lift} onChoose={setLift} typed={typed} onType={setTyped} />
      {lift === null ? (
        <Field label={say("call.place")} htmlFor="call-place">
          <input
            id="call-place"
            className="text-input"
            maxLength={200}
            value={place}
            onChange={(event) => setPlace(event.target.value)}
            data-testid="call-place"
          />
        </Field>
      ) : null}
      <div className="field-row">
        <Count id="call-persons" label={say("call.persons")} value={persons} onChange={setPersons} />
        <Count id="call-injured" label={say("call.injured")} value={injured} onChange={setInjured} />
        <Field label={say("call.phone")} htmlFor="call-phone">
          <input
            id="call-phone"
            className="text-input"
            type="tel"
            maxLength={30}
            value={phone}
            onChange={(event) => setPhone(event.target.value)}
            data-testid="call-phone"
          />
        </Field>
      </div>
      <label className="check">
        <input type="checkbox" checked={vulnerable} onChange={(event) => setVulnerable(event.target.checked)} />
        <span>{say("call.vulnerable")}</span>
      </label>
      <Field label={say("call.note")} htmlFor="call-note">
        <textarea
          id="call-note"
          className="text-input"
          rows={2}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
      {failure === undefined ? null : (
        <p className="form-failure" role="alert" data-testid="call-failure">
          {failure}
        </p>
      )}
      <div className="form-buttons">
        <Button type="primary" size="large" htmlType="submit" loading={busy} data-testid="call-submit">
          {say("call.submit")}
        </Button>
        <Button size="large" onClick={onCancel}>
          {sayIncident("act.cancel")}
        </Button>
      </div>
    </form>
  );
}
