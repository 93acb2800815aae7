import { formatCount, formatTotal } from "../../ui/format-count.ts";
import { say } from "../texts/list-texts.ts";

/** 「已显示 50，共 2,000」; undefined while nothing has come. */
export function countText(shown: number | undefined, total: number | undefined): string | undefined {
  if (shown === undefined || total === undefined) return undefined;
  return shown < total
    ? say("count.shown", { shown: formatCount(shown), count: formatTotal(total) })
    : say("count", { count: formatTotal(total) });
}
