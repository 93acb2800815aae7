import { useQuery } from "@tanstack/react-query";
import type { TestCall, TestCallHistory } from "../../../src/rooms/rescue/contract/test-calls.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/cover-texts.ts";

const byText = ({ by, way }: TestCall): string => {
  if (way === "desk") return by ?? "";
  return [say("by.gateway"), by ?? say("by.itself")].join(" · ");
};

const columns = (): readonly Column<TestCall>[] => [
  { head: say("head.at"), look: "nowrap", main: true, text: ({ askedAt }) => formatDateTime(askedAt) },
  { head: say("phone"), look: "nowrap", text: ({ phone }) => phone },
  { head: say("head.result"), look: "nowrap", text: ({ result }) => say(`result.${result ?? "waiting"}`) },
  { head: say("head.who"), text: ({ answeredBy }) => answeredBy },
  { head: say("head.by"), text: byText },
  { head: say("head.note"), text: ({ note }) => note },
];

type Props = { readonly organisationId: string; readonly onClose: () => void };

/** All test calls of a unit, the newest first. */
export function TestCallHistoryPart({ organisationId, onClose }: Props) {
  const asked = useQuery(pathQuery<TestCallHistory>(`/api/v1/test-calls/${organisationId}`));
  return (
    <section className="sheet-part" data-testid="test-call-log">
      <h2 className="sheet-title">
        {say("history.title", { unit: asked.data?.organisation ?? "" })}{" "}
        <button type="button" className="tool no-print" onClick={onClose}>
          {say("history.close")}
        </button>
      </h2>
      <DataTable
        columns={columns()}
        rows={asked.data?.calls}
        keyOf={({ id }) => id}
        empty={<p className="page-lead">{say("history.none")}</p>}
        error={asked.error}
        onRetry={() => void asked.refetch()}
        tall={false}
      />
    </section>
  );
}
