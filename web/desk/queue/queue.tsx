import "./queue.css";
import { Link } from "@tanstack/react-router";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/desk-texts.ts";
import { say as sayDrill } from "../texts/drill-texts.ts";
import { QueueRow } from "./queue-row.tsx";
import { isOpen } from "./sort-queue.ts";

type Props = {
  /** Sorted; undefined while the first snapshot is on its way. */
  readonly rows: readonly IncidentRow[] | undefined;
  readonly selected: string | undefined;
  readonly onSelect: (incidentId: string) => void;
  /** Begins a new call; left out for who does not dispatch. */
  readonly onNewCall?: () => void;
};

/** What is open, the most urgent first. */
export function Queue({ rows, selected, onSelect, onNewCall }: Props) {
  const open = rows?.filter(isOpen).length ?? 0;
  return (
    <section className="queue" aria-label={say("queue.title")}>
      <header className="column-head">
        <h1 className="column-title">{say("queue.title")}</h1>
        <span className="column-note sp-figures" data-testid="queue-count">
          {say("queue.open", { count: open })}
        </span>
        {onNewCall === undefined ? null : (
          <button type="button" className="queue-new" onClick={onNewCall} data-testid="new-call">
            {say("call.new")} <kbd>n</kbd>
          </button>
        )}
        {onNewCall === undefined ? null : (
          <Link to="/drills" className="queue-drill" data-testid="new-drill">
            {sayDrill("title")}
          </Link>
        )}
      </header>
      <div className="queue-rows">
        {rows === undefined ? <PageLoading rows={6} /> : null}
        {rows?.length === 0 ? (
          <div className="quiet" data-testid="queue-empty">
            <p className="quiet-title">{say("queue.empty")}</p>
            <p className="quiet-text">{say("queue.empty.text")}</p>
          </div>
        ) : null}
        {rows?.map((row, index) => (
          <QueueRow
            key={row.id}
            row={row}
            number={index < 9 ? index + 1 : null}
            selected={row.id === selected}
            onSelect={onSelect}
          />
        ))}
      </div>
    </section>
  );
}
