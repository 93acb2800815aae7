import "../form/fields.css";
import "./list.css";
import "../incident/incident-panel.css";
import type { ReactNode } from "react";
import { say } from "../texts/list-texts.ts";

type Props = {
  readonly title: string;
  readonly count?: string | undefined;
  /** Chips, search, filters. */
  readonly filters?: ReactNode;
  readonly tools?: ReactNode;
  readonly children: ReactNode;
};

/** The frame of every list: title, count, filters as chips, tools at the right. */
export function ListPage({ title, count, filters, tools, children }: Props) {
  return (
    <div className="page">
      <header className="page-head">
        <h1 className="page-title">{title}</h1>
        {count === undefined ? null : (
          <span className="page-count" data-testid="page-count">
            {count}
          </span>
        )}
        {filters}
        <div className="page-tools">{tools}</div>
      </header>
      {children}
    </div>
  );
}

type EmptyProps = { readonly title: string; readonly text: string };

/** Says why there is nothing, and what to do. */
export const Empty = ({ title, text }: EmptyProps) => (
  <div className="quiet" data-testid="empty">
    <p className="quiet-title">{title}</p>
    <p className="quiet-text">{text}</p>
  </div>
);

/** An id in monospace that a click copies. */
export function Copyable({ text }: { readonly text: string | null }) {
  if (text === null || text === "") return null;
  return (
    <button
      type="button"
      className="copy"
      title={`${say("copy")} ${text}`}
      onClick={() => void navigator.clipboard?.writeText(text)}
    >
      {text}
    </button>
  );
}

type ChipProps = { readonly on: boolean; readonly onClick: () => void; readonly children: ReactNode };

export const Chip = ({ on, onClick, children }: ChipProps) => (
  <button type="button" className="tool" aria-pressed={on} onClick={onClick}>
    {children}
  </button>
);
