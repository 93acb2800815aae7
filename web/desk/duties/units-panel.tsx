import { useState } from "react";
import type { DocumentReview, UnitReview } from "../../../src/rooms/duties/contract/review.ts";
import type { Organisation } from "../../../src/rooms/identity/contract.ts";
import { UnitPicker } from "../lifts/unit-picker.tsx";
import { say } from "../texts/duty-texts.ts";
import { Failure } from "./failure.tsx";
import { useDecision } from "./use-decision.ts";

/** Which organisations the names of a document mean: proposed with a certainty, confirmed by a person. */
export function UnitsPanel({ review }: { readonly review: DocumentReview }) {
  const { document, units, mayDecide } = review;
  return (
    <section className="sheet-part units-panel" data-testid="units">
      <h2 className="sheet-title">
        {say("review.units")}
        <span className="sheet-note">
          {document.regionCode === null ? say("units.region-first") : say("units.lead")}
        </span>
      </h2>
      <ul className="unit-rows">
        {units.map((unit) => (
          <UnitRow
            key={`${unit.unit}-${unit.matched.length}`}
            documentId={document.id}
            unit={unit}
            mayDecide={mayDecide && document.regionCode !== null}
          />
        ))}
      </ul>
    </section>
  );
}

type RowProps = { readonly documentId: string; readonly unit: UnitReview; readonly mayDecide: boolean };
type Chosen = { readonly id: string; readonly certainty: number };

function UnitRow({ documentId, unit, mayDecide }: RowProps) {
  const [chosen, setChosen] = useState<readonly Chosen[]>(
    unit.matched.map(({ organisationId, certainty }) => ({ id: organisationId, certainty })),
  );
  const [other, setOther] = useState<Organisation>();
  const decision = useDecision();
  const has = (id: string): boolean => chosen.some((each) => each.id === id);
  const turn = (id: string, certainty: number): void =>
    setChosen(has(id) ? chosen.filter((each) => each.id !== id) : [...chosen, { id, certainty }]);
  const save = (): void => {
    const all = other === undefined || has(other.id) ? chosen : [...chosen, { id: other.id, certainty: 100 }];
    void decision.send(`/api/v1/policy-documents/${documentId}/units`, { unit: unit.unit, organisations: all });
  };
  const names = unit.matched.map(({ name }) => name).join("、");
  return (
    <li className="unit-row" data-testid="unit-row" data-unit={unit.unit}>
      <div className="unit-named">
        <strong>{unit.unit}</strong>
        <small>{say("units.duties", { count: unit.duties })}</small>
        {names === "" ? null : <span className="unit-matched">{say("units.matched", { names })}</span>}
      </div>
      {mayDecide ? (
        <div className="unit-choose">
          {unit.candidates.length === 0 ? <small>{say("units.none")}</small> : null}
          {unit.candidates.map((one) => (
            <CandidateLine
              key={one.organisationId}
              one={one}
              on={has(one.organisationId)}
              onTurn={() => turn(one.organisationId, one.certainty)}
            />
          ))}
          <div className="duty-row">
            <UnitPicker
              id={`other-${unit.unit}`}
              label={say("units.other")}
              chosen={other}
              onChoose={setOther}
              optional
            />
            <button
              type="button"
              className="plain-button"
              disabled={decision.busy}
              onClick={save}
              data-testid="units-confirm"
            >
              {say("units.confirm")}
            </button>
          </div>
          <Failure text={decision.failure} />
        </div>
      ) : null}
    </li>
  );
}

type CandidateProps = {
  readonly one: UnitReview["candidates"][number];
  readonly on: boolean;
  readonly onTurn: () => void;
};

const CandidateLine = ({ one: { name, knownAs, certainty, how }, on, onTurn }: CandidateProps) => (
  <label className="duty-choose">
    <input type="checkbox" checked={on} onChange={onTurn} data-testid="unit-candidate" />
    <span>
      {name}
      {knownAs === null ? "" : `（${knownAs}）`}{" "}
      <span className={certainty >= 75 ? "sure sure--high" : "sure"}>{say("units.sure", { certainty })}</span>{" "}
      <small>{say(`how.${how}`)}</small>
    </span>
  </label>
);
