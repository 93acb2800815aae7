import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { EntrapmentDecision, FrameRow } from "../../../src/rooms/devices/contract.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { frameColumns } from "../devices/frame-table.tsx";
import { type Column, DataTable } from "../list/data-table.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/trip-texts.ts";

const pathOf = (liftId: string): string => `/api/v1/lifts/${liftId}/entrapment-decisions`;

/** When the lift's device had somebody taken as trapped, each with its black box; nothing where that never was. */
export function EntrapmentDecisions({ liftId }: { readonly liftId: string }) {
  const [open, setOpen] = useState<string>();
  const asked = useQuery(pathQuery<{ decisions: readonly EntrapmentDecision[] }>(pathOf(liftId)));
  const decisions = asked.data?.decisions ?? [];
  if (decisions.length === 0) return null;
  return (
    <section className="sheet-part" data-testid="entrapment-decisions">
      <h2 className="sheet-title">{say("decisions.title")}</h2>
      <DataTable
        columns={columns((id) => setOpen(id === open ? undefined : id))}
        rows={decisions}
        keyOf={({ id }) => id}
        empty={null}
        tall={false}
      />
      {open === undefined ? null : <Box path={`${pathOf(liftId)}/${open}/frames`} />}
    </section>
  );
}

const columns = (onBox: (id: string) => void): readonly Column<EntrapmentDecision>[] => [
  {
    head: say("decisions.at"),
    look: "nowrap",
    main: true,
    text: ({ confirmedAt }) => formatDateTime(confirmedAt),
  },
  { head: say("decisions.cause"), text: ({ cause }) => say(`decisions.${cause}`) },
  { head: say("decisions.text"), text: ({ text }) => wordsOf(text) },
  {
    head: say("decisions.box"),
    text: () => "",
    cell: ({ id }) => (
      <button type="button" className="tool no-print" onClick={() => onBox(id)} data-testid="decision-box-open">
        {say("decisions.box")}
      </button>
    ),
  },
];

const rules = [
  "passenger-in-closed-car",
  "passenger-outside-door-zone",
  "stopped-outside-door-zone",
  "power-lost",
] as const;
/** The rule that inferred it, or the device's own words. */
function wordsOf(text: string | null): string {
  const rule = rules.find((name) => name === text);
  return rule === undefined ? (text ?? "") : say(`decisions.${rule}`);
}

function Box({ path }: { readonly path: string }) {
  const frames = useQuery(pathQuery<{ frames: readonly FrameRow[] }>(path));
  return (
    <div data-testid="decision-box">
      <p className="fleet-note">{say("decisions.box.lead")}</p>
      <DataTable
        columns={frameColumns()}
        rows={frames.data?.frames}
        keyOf={(frame) => `${frame.receivedAt} ${frame.topic} ${frame.text}`}
        empty={<p className="block-empty">{say("decisions.box.empty")}</p>}
        error={frames.error}
        tall={false}
        onRetry={() => void frames.refetch()}
      />
    </div>
  );
}
