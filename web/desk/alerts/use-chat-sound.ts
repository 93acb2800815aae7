import { useEffect, useRef } from "react";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { playTone } from "../../ui/sound.ts";

/** A tone when somebody in a car writes; what was unread when the page was opened does not sound. */
export function useChatSound(rows: readonly IncidentRow[] | undefined): void {
  const known = useRef<ReadonlyMap<string, number> | null>(null);
  useEffect(() => {
    if (rows === undefined) return;
    const before = known.current;
    known.current = new Map(rows.map(({ id, chat }) => [id, chat.last]));
    const fresh = rows.some(({ id, chat }) => chat.unread > 0 && chat.last > (before?.get(id) ?? 0));
    if (before !== null && fresh) playTone("information");
  }, [rows]);
}
