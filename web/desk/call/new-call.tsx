import "./new-call.css";
import { Button } from "antd";
import { type FormEvent, useState } from "react";
import type { PhoneCall } from "../../../src/rooms/rescue/contract/phone-calls.ts";
import { command, textOfFailure } from "../../ui/api.ts";
import { newKey } from "../../ui/new-key.ts";
import { say } from "../texts/desk-texts.ts";
import { say as sayIncident } from "../texts/incident-texts.ts";
import { type Call, CallFields, emptyCall } from "./call-fields.tsx";

export type Opened = { readonly incidentId: string; readonly no: string; readonly joined: boolean };
type Props = {
  /** The call as the exchange told of it, which the incident then belongs to. */
  readonly from?: PhoneCall | undefined;
  readonly onOpened: (opened: Opened) => void;
  readonly onCancel: () => void;
};

/** A call taken at the desk: find the lift while the caller speaks, or take the place in words. */
export function NewCall({ from, onOpened, onCancel }: Props) {
  // One key for one call: pressing twice, or a lost answer, opens one incident.
  const [key] = useState(newKey);
  const [call, setCall] = useState<Call>({
    ...emptyCall,
    phone: from?.caller ?? "",
    callerAt: from?.position ?? null,
  });
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const body = bodyOf(call);
    if (body.liftId === null && body.place === null) return setFailure(say("call.where-missing"));
    setBusy(true);
    setFailure(undefined);
    try {
      const told = from === undefined ? {} : { callId: from.id };
      onOpened(await command<Opened>("/api/v1/incidents", { ...body, ...told }, key));
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
      <CallFields call={call} onChange={(part) => setCall((before) => ({ ...before, ...part }))} />
      {failure === undefined ? null : (
        <p className="form-failure" role="alert" data-testid="call-failure">
          {failure}
        </p>
      )}
      <div className="form-buttons">
        <Button type="primary" size="large" htmlType="submit" loading={busy} data-testid="call-submit">
          {say(call.fault ? "call.submit.fault" : "call.submit")}
        </Button>
        <Button size="large" onClick={onCancel}>
          {sayIncident("act.cancel")}
        </Button>
      </div>
    </form>
  );
}

const given = (text: string): string | null => (text.trim() === "" ? null : text.trim());

/** Where an unknown lift is, so that the nearest crew is found for it all the same. */
const positionOf = (at: Call["at"]) => (at === null ? {} : { position: { lat: at.lat, lon: at.lon } });

const handedOver = ({ service, caseNo, spoke, phone }: NonNullable<Call["from"]>) => ({
  service,
  caseNo: given(caseNo),
  spoke: given(spoke),
  phone: given(phone),
});

/** The call as the server wants it. */
function bodyOf({ lift, typed, place, phone, note, fault, hazards, at, callerAt, from, ...people }: Call) {
  return {
    liftId: lift?.id ?? null,
    rescueCode: lift === null && /^\d{4,12}$/.test(typed.trim()) ? typed.trim() : null,
    // What was typed for the lift and not found is a place too: nothing that the caller said gets lost.
    place: given(place) ?? (lift === null ? given(typed) : null),
    callerPhone: given(phone),
    ...(fault ? { persons: null, injured: null, vulnerable: false, kind: "fault" } : people),
    hazards,
    ...(lift === null ? positionOf(at ?? callerAt) : {}),
    ...(from === null ? {} : { from: handedOver(from) }),
    note: given(note),
  };
}
