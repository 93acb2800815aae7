import { formatClock } from "./format-duration.ts";
import { word } from "./texts/shared-texts.ts";
import { useNow } from "./use-now.ts";

type Props = {
  /** Epoch ms from which it counts up. */
  readonly since: number;
  /** Epoch ms at which it stands still (freed, closed); running when left out. */
  readonly until?: number | null;
  /** Epoch ms after which it is late. */
  readonly limit?: number | null;
  /** What it counts from, said on hover: 「自报警 03:07:09 起」. */
  readonly title: string;
};

/** Elapsed time in mm:ss; past its limit bold, inverted and with the word 超时. */
export function RunningClock({ since, until = null, limit = null, title }: Props) {
  const now = useNow();
  const end = until ?? now;
  const over = limit !== null && end > limit;
  return (
    <span className={over ? "sp-clock sp-clock--over" : "sp-clock"} title={title}>
      {formatClock(end - since)}
      {over ? ` ${word("clock.overdue")}` : ""}
    </span>
  );
}
