import "./ledger.css";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { LedgerEntry } from "../../../src/rooms/lifts/contract.ts";
import { permits } from "../../ui/session.ts";
import { Chip } from "../list/list-page.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say as sayLedger } from "../texts/ledger-texts.ts";
import { say } from "../texts/list-texts.ts";
import { LedgerCorrection } from "./ledger-correction.tsx";
import { kindText, LedgerLine } from "./ledger-entry.tsx";
import { newestFirst } from "./ledger-order.ts";
import { LedgerStages, type Stage } from "./ledger-stages.tsx";

type Reply = {
  readonly entries: readonly LedgerEntry[];
  readonly intact: boolean;
  readonly stages: readonly Stage[];
  readonly covered: { readonly no: number; readonly day: string } | null;
};

/** What happened to the lift, the newest deed first, by kind if wished; what of its life is recorded here; whether the chain holds. */
export function Ledger({ liftId }: { readonly liftId: string }) {
  const ledger = useQuery(pathQuery<Reply>(`/api/v1/lifts/${liftId}/ledger`));
  if (ledger.data === undefined)
    return ledger.error === null ? (
      <PageLoading rows={5} />
    ) : (
      <PageFailure error={ledger.error} reset={() => void ledger.refetch()} />
    );
  const { entries, intact, stages, covered } = ledger.data;
  return (
    <section className="sheet-part" data-testid="ledger">
      <h2 className="sheet-title">
        {say("lift.ledger")}
        <span className={intact ? "sheet-note" : "sheet-note sheet-note--broken"} data-testid="ledger-state">
          {say(intact ? "lift.ledger.intact" : "lift.ledger.broken")}
        </span>
        <span className="sheet-note" title={sayLedger("ledger.signed.title")} data-testid="ledger-signed">
          {covered === null ? sayLedger("ledger.signed.none") : sayLedger("ledger.signed", covered)}
        </span>
      </h2>
      <LedgerStages stages={stages} />
      <Entries entries={entries} />
    </section>
  );
}

/** A life holds thousands of visits; the newest are what is asked for. */
const shownAtFirst = 100;

function Entries({ entries }: { readonly entries: readonly LedgerEntry[] }) {
  const me = useMe();
  const [kind, setKind] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const [correcting, setCorrecting] = useState<LedgerEntry>();
  const present = [...new Set(entries.map((entry) => entry.kind))];
  const wanted = newestFirst(entries).filter((entry) => kind === null || entry.kind === kind);
  const shown = all ? wanted : wanted.slice(0, shownAtFirst);
  const mayCorrect = permits(me, "ledger.correct");
  return (
    <>
      {present.length > 1 ? <KindChips present={present} kind={kind} onKind={setKind} /> : null}
      {correcting === undefined ? null : (
        <LedgerCorrection key={correcting.no} entry={correcting} onDone={() => setCorrecting(undefined)} />
      )}
      {shown.length === 0 ? <p className="block-empty">{say("lift.ledger.empty")}</p> : null}
      <ol className="timeline">
        {shown.map((entry) => (
          <LedgerLine
            key={entry.no}
            entry={entry}
            onCorrect={
              mayCorrect && entry.kind !== "corrected" && entry.correctedBy === null
                ? () => setCorrecting(entry)
                : undefined
            }
          />
        ))}
      </ol>
      {shown.length < wanted.length ? (
        <button type="button" className="plain-button ledger-all no-print" onClick={() => setAll(true)}>
          {sayLedger("ledger.all", { count: wanted.length })}
        </button>
      ) : null}
    </>
  );
}

type ChipsProps = {
  readonly present: readonly string[];
  readonly kind: string | null;
  readonly onKind: (kind: string | null) => void;
};

const KindChips = ({ present, kind, onKind }: ChipsProps) => (
  <div className="chips no-print">
    <Chip on={kind === null} onClick={() => onKind(null)}>
      {say("all")}
    </Chip>
    {present.map((each) => (
      <Chip key={each} on={kind === each} onClick={() => onKind(each)}>
        {kindText(each)}
      </Chip>
    ))}
  </div>
);
