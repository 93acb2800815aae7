import "./page-states.css";
import type { ReactNode } from "react";
import { ApiProblem, textOfFailure } from "../../ui/api.ts";
import { language } from "../../ui/texts/language.ts";
import { say } from "../texts/shell-texts.ts";

type Statement = { readonly title: string; readonly text?: string; readonly children?: ReactNode };

/** One calm statement in the middle of a page: what happened, what is safe, what to do next. */
function PageStatement({ title, text, children }: Statement) {
  return (
    <div className="state" role="status">
      <h1 className="state-title">{title}</h1>
      {text === undefined ? null : <p className="state-text">{text}</p>}
      {children}
    </div>
  );
}

export const PageMissing = () => (
  <PageStatement title={say("state.missing")} text={say("state.missing.text")}>
    <a href="/">{say("state.home")}</a>
  </PageStatement>
);

export const PageNoRights = () => <PageStatement title={say("state.no-rights")} text={say("state.no-rights.text")} />;

/** An account whose roles were all taken away, as of the single administrator once there are three. */
export const PageNoRole = () => <PageStatement title={say("state.no-role")} text={say("state.no-role.text")} />;

const sentence = (text: string): string =>
  /[。.！!？?]$/.test(text) ? text : `${text}${language() === "en" ? "." : "。"}`;

type FailureProps = { readonly error: unknown; readonly reset?: () => void };

/** A failure of a page or of one of its lists, with a way on. */
export function PageFailure({ error, reset }: FailureProps) {
  if (error instanceof ApiProblem && error.status === 403) return <PageNoRights />;
  // 400: an address that was cut or mistyped; trying it again would not help.
  if (error instanceof ApiProblem && (error.status === 404 || error.status === 400)) return <PageMissing />;
  return (
    <PageStatement
      title={say("state.failed")}
      text={say("state.failed.text", { text: sentence(textOfFailure(error)) })}
    >
      <button type="button" className="plain-button" onClick={() => (reset ? reset() : location.reload())}>
        {say("state.retry")}
      </button>
    </PageStatement>
  );
}

/** Grey bars in the shape of what is coming. */
export function PageLoading({ rows = 8 }: { readonly rows?: number }) {
  return (
    <div className="skeleton" role="status" aria-label={say("state.loading")}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars without identity
        <span key={row} className="skeleton-bar" style={{ width: `${92 - ((row * 17) % 40)}%` }} />
      ))}
    </div>
  );
}
