import { useCallback, useEffect, useRef, useState } from "react";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { acknowledgeSound, playTone, repeatTone } from "../../ui/sound.ts";
import { word } from "../../ui/texts/shared-texts.ts";
import { isOpen } from "../queue/sort-queue.ts";
import { say } from "../texts/desk-texts.ts";

/** Something that the dispatcher has not yet acknowledged. */
export type Alert = { readonly row: IncidentRow; readonly raised: boolean };

export type Alerts = { readonly waiting: readonly Alert[]; readonly acknowledge: (incidentId?: string) => void };

/**
 * Sound, title and notification for what is new: an incident not seen before, or one that became life at risk. What was
 * already open when the page was opened does not sound, but is counted in the title.
 */
export function useAlerts(rows: readonly IncidentRow[] | undefined, selected: string | undefined): Alerts {
  const shown = useRef(selected);
  useEffect(() => {
    shown.current = selected;
  });
  const known = useRef<Map<string, Seen> | null>(null);
  const [waiting, setWaiting] = useState<readonly Alert[]>([]);

  useEffect(() => {
    if (rows === undefined) return;
    // What this desk has just opened itself stands before its eyes.
    const fresh = newAlerts(rows, known.current).filter((alert) => alert.raised || alert.row.id !== shown.current);
    known.current = new Map(rows.map((row) => [row.id, { urgency: row.urgency, overdue: overdueOf(row) }]));
    if (fresh.length > 0) announce(fresh);
    setWaiting((before) => [...fresh, ...stillTrue(before, rows, fresh)]);
  }, [rows]);

  const life = waiting.some((alert) => alert.row.urgency === "life");
  useEffect(() => {
    if (life) repeatTone("life");
    else acknowledgeSound();
    return acknowledgeSound;
  }, [life]);

  const open = rows?.filter(isOpen).length ?? 0;
  const newest = waiting[0]?.row.place;
  useEffect(() => {
    const quiet = open === 0 ? say("title.quiet") : say("title.open", { count: open });
    document.title = newest === undefined ? quiet : say("title.new", { place: newest });
    return () => {
      document.title = say("title.quiet");
    };
  }, [open, newest]);

  // The same function at each drawing: every row of the queue holds it.
  const acknowledge = useCallback(
    (incidentId?: string): void =>
      setWaiting((before) =>
        incidentId === undefined || before.some((alert) => alert.row.id === incidentId)
          ? before.filter((alert) => incidentId !== undefined && alert.row.id !== incidentId)
          : before,
      ),
    [],
  );
  return { waiting, acknowledge };
}

type Seen = { readonly urgency: IncidentRow["urgency"]; readonly overdue: number };
/** Calls to 120, 119 or 110 that are overdue: each sounds again, also where life was at risk before. */
const overdueOf = (row: IncidentRow): number => row.outside.filter(({ overdue }) => overdue).length;

/** Alerts that still hold, with the row as it is now: over, or no longer life at risk, is no alert. */
function stillTrue(before: readonly Alert[], rows: readonly IncidentRow[], fresh: readonly Alert[]): Alert[] {
  return before.flatMap((alert): Alert[] => {
    const row = rows.find((each) => each.id === alert.row.id);
    if (row === undefined || row.urgency === "done" || fresh.some((each) => each.row.id === row.id)) return [];
    return alert.raised && row.urgency !== "life" ? [] : [{ row, raised: alert.raised }];
  });
}

function newAlerts(rows: readonly IncidentRow[], known: ReadonlyMap<string, Seen> | null): Alert[] {
  if (known === null) return [];
  return rows.flatMap((row): Alert[] => {
    if (row.urgency === "done") return [];
    const before = known.get(row.id);
    if (before === undefined) return [{ row, raised: false }];
    const worse = before.urgency !== "life" || overdueOf(row) > before.overdue;
    return row.urgency === "life" && worse ? [{ row, raised: true }] : [];
  });
}

function announce(fresh: readonly Alert[]): void {
  const first = fresh[0];
  if (first === undefined) return;
  if (!fresh.some((alert) => alert.row.urgency === "life")) playTone(first.row.urgency);
  if (typeof Notification === "undefined" || Notification.permission !== "granted") return;
  for (const { row } of fresh.slice(0, 3)) {
    const text = say("notify.new", { urgency: word(`urgency.${row.urgency}`), place: row.place });
    new Notification(text, { tag: row.id, requireInteraction: row.urgency === "life" }).onclick = () => window.focus();
  }
}
