import { useState } from "react";
import { type Hazard, hazards } from "../../src/rooms/rescue/contract/hazards.ts";
import { word } from "../ui/texts/shared-texts.ts";
import { HoldButton } from "./hold-button.tsx";
import type { Outbox, OutboxEntry } from "./outbox.ts";
import { Stepper } from "./stepper.tsx";
import { t } from "./texts.ts";

type Props = { readonly outbox: Outbox; readonly entries: readonly OutboxEntry[] };

/** A crew at a lift finds people trapped: by the code of its sign, or in words. It goes by the outbox, also without signal. */
export function ReportForm({ outbox, entries }: Props) {
  const [where, setWhere] = useState("");
  const [persons, setPersons] = useState(1);
  const [which, setWhich] = useState<readonly Hazard[]>([]);
  const last = entries.findLast((entry) => entry.kind === "report");
  const send = (): void => {
    const typed = where.trim();
    const isCode = /^[0-9A-Za-z-]{4,20}$/.test(typed);
    const place = isCode ? { rescueCode: typed, place: null } : { rescueCode: null, place: typed };
    outbox.put("report", null, { ...place, persons, hazards: which });
    setWhere("");
    setWhich([]);
  };
  return (
    <details className="hazard-door" data-testid="report-door">
      <summary>{t("report.open")}</summary>
      <label className="report-where">
        {t("report.where")}
        <input
          maxLength={100}
          value={where}
          onChange={(event) => setWhere(event.target.value)}
          data-testid="report-where"
        />
      </label>
      <Stepper label={t("report.persons")} value={persons} max={60} testId="report-persons" onChange={setPersons} />
      <div className="hazard-door__list">
        {hazards.map((hazard) => (
          <button
            key={hazard}
            type="button"
            className="button"
            aria-pressed={which.includes(hazard)}
            onClick={() =>
              setWhich(which.includes(hazard) ? which.filter((each) => each !== hazard) : [...which, hazard])
            }
          >
            {word(`hazard.${hazard}`)}
          </button>
        ))}
      </div>
      {where.trim() === "" ? null : (
        <HoldButton testId="report-send" onHeld={send}>
          {t("report.send")}
        </HoldButton>
      )}
      {last === undefined ? null : (
        <p className="quiet" role="status" data-testid="report-state">
          {t(`report.${last.status}`)}
          {last.problem === null ? "" : ` ${last.problem}`}
        </p>
      )}
    </details>
  );
}
