import type { ReactNode } from "react";
import { d } from "./deed-texts.ts";

type Props = {
  readonly testId: string;
  readonly onBack: () => void;
  readonly children: ReactNode;
  /** What acts, at the thumb. */
  readonly thumb?: ReactNode;
};

/** A page beside the task in hand: the way back at the top, what acts at the thumb. */
export function SideScreen({ testId, onBack, children, thumb }: Props) {
  return (
    <main className="page" data-testid={testId}>
      <div className="ask__top">
        <button type="button" className="button" data-testid="side-back" onClick={onBack}>
          {d("back")}
        </button>
      </div>
      <div className="page__body">{children}</div>
      {thumb === undefined ? null : <div className="thumb">{thumb}</div>}
    </main>
  );
}
