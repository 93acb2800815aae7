import { formatCount, formatTotal } from "../../ui/format-count.ts";
import { say } from "../texts/list-texts.ts";

/** 「已显示 50，共 2,000」; undefined while nothing has come. `exact`: the server counts all, also beyond 10,000. */
export function countText(
  shown: number | undefined,
  total: number | undefined,
  { exact = false }: { readonly exact?: boolean } = {},
): string | undefined {
  if (shown === undefined || total === undefined) return undefined;
  const count = exact ? formatCount(total) : formatTotal(total);
  return shown < total ? say("count.shown", { shown: formatCount(shown), count }) : say("count", { count });
}
