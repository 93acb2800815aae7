import type { Rejection, RejectionKind } from "./types.ts";

const perSecondMax = 10;
const detailLengthMax = 200;

/** Passes on at most ten rejections of a kind in a second, so that a hostile client cannot flood logs or lists. */
export function rejections(report: ((rejection: Rejection) => void) | undefined, nowMs: () => number) {
  const windows = new Map<RejectionKind, { since: number; passed: number; suppressed: number }>();
  return (rejection: Rejection): void => {
    if (report === undefined) return;
    const window = windows.get(rejection.kind) ?? { since: nowMs(), passed: 0, suppressed: 0 };
    windows.set(rejection.kind, window);
    if (nowMs() - window.since >= 1_000) Object.assign(window, { since: nowMs(), passed: 0 });
    if (window.passed >= perSecondMax) {
      window.suppressed += 1;
      return;
    }
    window.passed += 1;
    const more = window.suppressed === 0 ? "" : ` (and ${window.suppressed} more)`;
    window.suppressed = 0;
    report({ ...rejection, detail: rejection.detail.slice(0, detailLengthMax) + more });
  };
}
