import "../form/fields.css";
import "./report-page.css";
import { Button } from "antd";
import { type FormEvent, useState } from "react";
import type { LiftSummary } from "../../../src/rooms/lifts/contract.ts";
import type { Hazard } from "../../../src/rooms/rescue/contract/hazards.ts";
import { command, textOfFailure } from "../../ui/api.ts";
import { newKey } from "../../ui/new-key.ts";
import { LiftFinder } from "../call/lift-finder.tsx";
import { Count, TextField } from "../form/fields.tsx";
import { HazardChecks } from "../hazards/hazard-checks.tsx";
import { ListPage } from "../list/list-page.tsx";
import { say as sayDesk } from "../texts/desk-texts.ts";
import { say } from "../texts/finder-texts.ts";

type Reply = { readonly no: string; readonly joined: boolean };

type Said = { readonly text: string; readonly failed: boolean };
const SaidLine = ({ text, failed }: Said) => (
  <p className={failed ? "form-failure" : "report-said"} role={failed ? "alert" : "status"} data-testid="report-said">
    {text}
  </p>
);

/** A use unit reports people trapped in one of its lifts; it sees its own lifts only. */
export function ReportPage() {
  const [key, setKey] = useState(newKey);
  const [lift, setLift] = useState<LiftSummary | null>(null);
  const [typed, setTyped] = useState("");
  const [persons, setPersons] = useState<number | null>(null);
  const [phone, setPhone] = useState("");
  const [hazards, setHazards] = useState<readonly Hazard[]>([]);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<Said>();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (lift === null) return setSaid({ text: say("report.missing"), failed: true });
    setBusy(true);
    try {
      const body = { liftId: lift.id, rescueCode: null, persons, hazards, phone: phone.trim() || null };
      const { no, joined } = await command<Reply>("/api/v1/reports", body, key);
      setSaid({ text: say(joined ? "report.joined" : "report.done", { no }), failed: false });
      setKey(newKey());
      setLift(null);
      setTyped("");
      setHazards([]);
    } catch (problem) {
      setSaid({ text: textOfFailure(problem), failed: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <ListPage title={say("report.title")}>
      <form className="sheet-part report-form" onSubmit={(event) => void submit(event)} data-testid="report-form">
        <p className="page-lead">{say("report.lead")}</p>
        <LiftFinder chosen={lift} onChoose={setLift} typed={typed} onType={setTyped} />
        <div className="field-row">
          <Count id="report-persons" label={sayDesk("call.persons")} value={persons} onChange={setPersons} />
          <TextField
            id="report-phone"
            label={say("report.phone")}
            type="tel"
            maxLength={30}
            value={phone}
            onChange={setPhone}
          />
        </div>
        <HazardChecks value={hazards} onChange={setHazards} />
        {said === undefined ? null : <SaidLine {...said} />}
        <div className="form-buttons">
          <Button type="primary" size="large" htmlType="submit" loading={busy} data-testid="report-send">
            {say("report.send")}
          </Button>
        </div>
      </form>
    </ListPage>
  );
}
