import "./car-call-strip.css";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type CarCall, intercomAddress } from "../../../src/rooms/rescue/contract/car-calls.ts";
import type { IncidentFile } from "../../../src/rooms/rescue/contract.ts";
import { sendJson, textOfFailure } from "../../ui/api.ts";
import { formatSpan } from "../../ui/format-duration.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { say } from "../texts/car-call-texts.ts";
import { callFailure, dialled } from "./car-call-words.ts";

/** The car's own intercom: its number, which whoever learns it may record, and the calls that were, with their recordings. */
export function CarCallsPart({ file, dispatches }: { readonly file: IncidentFile; readonly dispatches: boolean }) {
  const { carCalls, incident } = file;
  const numbered = dispatches && incident.liftId !== null && incident.drill === null;
  if (!numbered && carCalls.length === 0) return null;
  return (
    <>
      {numbered ? <Intercom file={file} liftId={incident.liftId} /> : null}
      {carCalls.length === 0 ? null : (
        <ul className="car-calls" aria-label={say("list.title")} data-testid="car-calls">
          {carCalls.map((call) => (
            <li key={call.id} className="car-calls-line">
              <span className="sp-figures">{formatTimeOfDay(call.askedAt)}</span>
              <span>{outcome(call)}</span>
              {call.askedBy === null ? null : <span>{say("list.by", { name: call.askedBy })}</span>}
              {dispatches && call.answeredAt !== null ? <Recording call={call} /> : null}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function outcome(call: CarCall): string {
  if (call.status === "failed") return callFailure(call);
  if (call.status !== "ended" || call.answeredAt === null || call.endedAt === null) return say("state.asked");
  return say("list.talk", { span: formatSpan((call.endedAt - call.answeredAt) / 1_000) });
}

const Recording = ({ call }: { readonly call: CarCall }) =>
  call.recording === null ? (
    <span>{say("list.no-recording")}</span>
  ) : (
    <a href={call.recording} target="_blank" rel="noreferrer noopener" data-testid="car-call-recording">
      {say("list.recording")}
    </a>
  );

function Intercom({ file, liftId }: { readonly file: IncidentFile; readonly liftId: string | null }) {
  const { address, own } = file.carLine;
  const [edits, setEdits] = useState(false);
  return (
    <div className="car-call-line">
      <span className="phone-role">{say("intercom.number")}</span>
      {address === null ? null : (
        <a className="sp-figures car-call-number" href={dialled(address)}>
          {address}
        </a>
      )}
      {edits ? (
        <IntercomForm before={own ? (address ?? "") : ""} liftId={liftId} onDone={() => setEdits(false)} />
      ) : (
        <button type="button" className="tool" onClick={() => setEdits(true)} data-testid="intercom-edit">
          {say(address === null ? "intercom.set" : "intercom.change")}
        </button>
      )}
    </div>
  );
}

type FormProps = { readonly before: string; readonly liftId: string | null; readonly onDone: () => void };

function IntercomForm({ before, liftId, onDone }: FormProps) {
  const queries = useQueryClient();
  const [typed, setTyped] = useState(before);
  const [failure, setFailure] = useState<string>();
  const address = typed.trim() === "" ? null : typed.trim();
  const right = address === null || intercomAddress.safeParse(address).success;
  const save = async (): Promise<void> => {
    try {
      await sendJson("POST", `/api/v1/lifts/${liftId}/intercom`, { way: "sip", address });
      await queries.invalidateQueries({ queryKey: ["incident"] });
      onDone();
    } catch (problem) {
      setFailure(textOfFailure(problem));
    }
  };
  return (
    <form
      className="car-call-line"
      onSubmit={(event) => {
        event.preventDefault();
        if (right) void save();
      }}
    >
      <input
        className="car-call-field car-call-field--wide"
        aria-label={say("intercom.number")}
        placeholder={say("intercom.hint")}
        title={say("intercom.hint")}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        data-testid="intercom-field"
      />
      <button type="submit" className="tool" disabled={!right} data-testid="intercom-save">
        {say("intercom.save")}
      </button>
      <button type="button" className="tool" onClick={onDone}>
        {say("cancel")}
      </button>
      {failure === undefined ? null : (
        <span className="form-failure" role="alert">
          {failure}
        </span>
      )}
    </form>
  );
}
