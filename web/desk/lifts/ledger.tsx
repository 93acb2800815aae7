import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { LedgerEntry } from "../../../src/rooms/lifts/contract.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { Chip } from "../list/list-page.tsx";
import { pathQuery } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/list-texts.ts";
import { ledgerActor, ledgerBody } from "./ledger-words.ts";

type Reply = { readonly entries: readonly LedgerEntry[]; readonly intact: boolean };

const kinds = [
  "registered-here",
  "register-changed",
  "party-began",
  "party-changed",
  "rescue-opened",
  "rescue-crew-arrived",
  "rescue-people-freed",
  "rescue-lift-secured",
  "rescue-closed",
  "device-enrolled",
  "device-secret-changed",
] as const;

/** A kind that this page has no word for shows its own name. */
function kindText(kind: string): string {
  const known = kinds.find((each) => each === kind);
  return known === undefined ? kind : say(`ledger.kind.${known}`);
}

/** What happened to the lift, newest first, by kind if wished; and whether the chain of hashes holds. */
export function Ledger({ liftId }: { readonly liftId: string }) {
  const ledger = useQuery(pathQuery<Reply>(`/api/v1/lifts/${liftId}/ledger`));
  const [kind, setKind] = useState<string | null>(null);
  if (ledger.data === undefined)
    return ledger.error === null ? (
      <PageLoading rows={5} />
    ) : (
      <PageFailure error={ledger.error} reset={() => void ledger.refetch()} />
    );
  const { entries, intact } = ledger.data;
  const present = [...new Set(entries.map((entry) => entry.kind))];
  const shown = [...entries].sort((a, b) => b.no - a.no).filter((entry) => kind === null || entry.kind === kind);
  return (
    <section className="sheet-part" data-testid="ledger">
      <h2 className="sheet-title">
        {say("lift.ledger")}
        <span className={intact ? "sheet-note" : "sheet-note sheet-note--broken"} data-testid="ledger-state">
          {say(intact ? "lift.ledger.intact" : "lift.ledger.broken")}
        </span>
      </h2>
      {present.length > 1 ? (
        <div className="chips no-print">
          <Chip on={kind === null} onClick={() => setKind(null)}>
            {say("all")}
          </Chip>
          {present.map((each) => (
            <Chip key={each} on={kind === each} onClick={() => setKind(each)}>
              {kindText(each)}
            </Chip>
          ))}
        </div>
      ) : null}
      {shown.length === 0 ? <p className="block-empty">{say("lift.ledger.empty")}</p> : null}
      <ol className="timeline">
        {shown.map((entry) => (
          <li key={entry.no} className="ledger-entry">
            <time className="sp-figures" dateTime={new Date(entry.doneAt).toISOString()}>
              {formatDateTime(entry.doneAt)}
            </time>
            <span>
              <strong>{kindText(entry.kind)}</strong> <span className="ledger-body">{ledgerBody(entry.body)}</span>
            </span>
            <span className="timeline-actor" title={entry.actor}>
              {ledgerActor(entry.actor)}
            </span>
            <span className="sp-mono ledger-hash" title={`${say("ledger.hash")} ${entry.hash}`}>
              #{entry.no} {entry.hash.slice(0, 10)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
