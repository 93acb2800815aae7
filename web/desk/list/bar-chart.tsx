import type { ReactNode } from "react";
import { formatCount } from "../../ui/format-count.ts";

type Bar = { readonly at: number; readonly word: string; readonly count: number };
type Props = {
  readonly title: ReactNode;
  readonly note: string;
  readonly bars: readonly Bar[];
  readonly testid: string;
  /** The table behind the chart. */
  readonly children: ReactNode;
};

/** Counts over time as bars from zero, with the first and the last moment, and the table behind them. */
export function BarChart({ title, note, bars, testid, children }: Props) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <figure className="time-chart" data-testid={testid}>
      <figcaption>
        {title}
        <span className="fleet-note">{note}</span>
      </figcaption>
      <div className="time-bars" aria-hidden="true">
        {bars.map(({ at, word, count }) => (
          <span key={at} style={{ height: `${(100 * count) / most}%` }} title={`${word}: ${formatCount(count)}`} />
        ))}
      </div>
      <div className="time-ends">
        <span>{bars[0]?.word}</span>
        <span>{bars.at(-1)?.word}</span>
      </div>
      {children}
    </figure>
  );
}
