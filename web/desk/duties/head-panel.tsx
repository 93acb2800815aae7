import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import type { DocumentReview, DocumentRow } from "../../../src/rooms/duties/contract/review.ts";
import { say } from "../texts/duty-texts.ts";
import { documentsQuery } from "./documents-page.tsx";
import { Failure } from "./failure.tsx";
import { FormEnd, Line, Pick } from "./form-fields.tsx";
import { useDecision } from "./use-decision.ts";

type Props = { readonly review: DocumentReview };

/** What the document is, whom it binds and since when; closed once that is settled. */
export function HeadPanel({ review }: Props) {
  const { document, mayDecide } = review;
  const facts = [
    document.number,
    document.issuer,
    document.signedOn,
    document.validUntil === null ? null : `→ ${document.validUntil}`,
  ];
  return (
    <details className="sheet-part head-panel" open={document.standing === "read"}>
      <summary data-testid="head-open">
        {say("head.title")}{" "}
        <span className={`standing standing--${document.standing}`}>{say(`standing.${document.standing}`)}</span>{" "}
        <span className="head-facts">{facts.filter((fact) => fact !== null).join(" · ")}</span>
      </summary>
      <div className="head-parts">
        {mayDecide ? <HeadForm review={review} /> : null}
        <Binding review={review} />
      </div>
    </details>
  );
}

const emptyToNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());

const typedOf = ({ title, number, issuer, signedOn, effectiveOn, validUntil, implementsId }: DocumentRow) => ({
  title,
  number: number ?? "",
  issuer: issuer ?? "",
  signedOn: signedOn ?? "",
  effectiveOn: effectiveOn ?? "",
  validUntil: validUntil ?? "",
  implementsId: implementsId ?? "",
});
const dayWords = { signedOn: "head.signed", effectiveOn: "head.effective", validUntil: "head.until" } as const;
const dayNames = ["signedOn", "effectiveOn", "validUntil"] as const;

function HeadForm({ review: { document } }: Props) {
  const [typed, setTyped] = useState(typedOf(document));
  const decision = useDecision();
  const others = (useQuery(documentsQuery).data?.documents ?? []).filter(({ id }) => id !== document.id);
  const uppers = others.map(({ id, title, number }) => [id, `${title} ${number ?? ""}`] as const);
  const type = (name: keyof typeof typed) => (text: string) => setTyped({ ...typed, [name]: text });
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const rest = Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, emptyToNull(text)]));
    void decision.send(`/api/v1/policy-documents/${document.id}`, { ...rest, title: typed.title.trim() });
  };
  return (
    <form className="duty-form" onSubmit={save}>
      <Line label={say("head.name")} required maxLength={300} value={typed.title} onType={type("title")} />
      <div className="duty-row">
        <Line label={say("head.number")} maxLength={80} value={typed.number} onType={type("number")} />
        <Line label={say("head.issuer")} maxLength={120} value={typed.issuer} onType={type("issuer")} />
      </div>
      <div className="duty-row">
        {dayNames.map((name) => (
          <Line
            key={name}
            label={say(dayWords[name])}
            type="date"
            value={typed[name]}
            onType={type(name)}
            data-testid={`head-${name}`}
          />
        ))}
      </div>
      <Pick
        label={say("head.upper")}
        value={typed.implementsId}
        onPick={type("implementsId")}
        options={[["", say("head.upper.none")], ...uppers]}
        testid="head-upper"
      />
      <FormEnd plain word={say("head.save")} busy={decision.busy} failure={decision.failure} testid="head-save">
        <CompareLinks document={document} />
      </FormEnd>
    </form>
  );
}

const CompareLinks = ({ document }: { readonly document: DocumentRow }) => (
  <>
    {document.implementsId === null ? null : (
      <Link className="plain-button" to="/duties/compare" search={{ a: document.implementsId, b: document.id }}>
        {say("head.compare")}
      </Link>
    )}
    <Link className="plain-button" to="/duties/compare" search={{ b: document.id }}>
      {say("head.compare.with")}
    </Link>
  </>
);

/** Whom it binds is confirmed, never guessed: the region that its words mean is only proposed. */
function Binding({ review }: Props) {
  const { document, regions, mayDecide } = review;
  const [code, setCode] = useState(document.regionCode ?? regions[0]?.code ?? "");
  const decision = useDecision();
  const bind = (event: FormEvent): void => {
    event.preventDefault();
    void decision.send(`/api/v1/policy-documents/${document.id}/bind`, { regionCode: code.trim() });
  };
  return (
    <div className="duty-form">
      <p>
        {document.jurisdiction === null
          ? say("head.jurisdiction.none")
          : say("head.jurisdiction", { name: document.jurisdiction })}
      </p>
      {document.regionName === null ? null : <p>{say("head.bound", { name: document.regionName })}</p>}
      {document.withdrawnOn === null ? null : (
        <p className="duty-lacks">{say("head.withdrawn", { day: document.withdrawnOn })}</p>
      )}
      {document.regionCode === null && regions.length === 0 ? <p className="duty-rest">{say("head.nowhere")}</p> : null}
      {mayDecide ? (
        <form className="duty-row" onSubmit={bind}>
          <label className="duty-field">
            {say("head.region")}
            <input
              className="text-input"
              required
              pattern="[0-9]{6,12}"
              list="head-regions"
              value={code}
              onChange={(event) => setCode(event.target.value)}
              data-testid="head-region"
            />
            <datalist id="head-regions">
              {regions.map((region) => (
                <option key={region.code} value={region.code}>
                  {say("head.candidate", { name: region.name, certainty: region.certainty })}
                </option>
              ))}
            </datalist>
          </label>
          <button type="submit" className="primary-button" disabled={decision.busy} data-testid="head-bind">
            {say("head.bind")}
          </button>
        </form>
      ) : null}
      {regions.map((region) => (
        <p key={region.code} className="duty-rest">
          {region.code} {say("head.candidate", { name: region.name, certainty: region.certainty })}
        </p>
      ))}
      <Failure text={decision.failure} />
      {mayDecide && document.standing === "bound" ? <Withdraw documentId={document.id} /> : null}
    </div>
  );
}

function Withdraw({ documentId }: { readonly documentId: string }) {
  const [on, setOn] = useState("");
  const [reason, setReason] = useState("");
  const decision = useDecision();
  const withdraw = (event: FormEvent): void => {
    event.preventDefault();
    void decision.send(`/api/v1/policy-documents/${documentId}/withdraw`, { on, reason: reason.trim() });
  };
  return (
    <details>
      <summary>{say("head.withdraw")}</summary>
      <form className="duty-row" onSubmit={withdraw}>
        <label className="duty-field">
          {say("head.withdraw.on")}
          <input
            className="text-input"
            type="date"
            required
            value={on}
            onChange={(event) => setOn(event.target.value)}
          />
        </label>
        <label className="duty-field">
          {say("head.withdraw.reason")}
          <input
            className="text-input"
            required
            maxLength={300}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        <button type="submit" className="plain-button" disabled={decision.busy}>
          {say("head.withdraw")}
        </button>
      </form>
      <Failure text={decision.failure} />
    </details>
  );
}
