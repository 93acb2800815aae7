import { useQuery } from "@tanstack/react-query";
import type { FaultRow, FrameRow } from "../../../src/rooms/devices/contract.ts";
import { frameColumns } from "../devices/frame-table.tsx";
import { DataTable } from "../list/data-table.tsx";
import { Empty } from "../list/list-page.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/fleet-texts.ts";
import { faultName } from "./fault-words.ts";

type Props = { readonly deviceId: string; readonly faultId: string; readonly onClose: () => void };

/** What decided a fault, and what its device sent around that moment. */
export function BlackBox({ deviceId, faultId, onClose }: Props) {
  const faults = useQuery(pathQuery<{ faults: readonly FaultRow[] }>(`/api/v1/devices/${deviceId}/faults`));
  const frames = useQuery(
    pathQuery<{ frames: readonly FrameRow[] }>(`/api/v1/devices/${deviceId}/faults/${faultId}/frames`),
  );
  const fault = faults.data?.faults.find(({ id }) => id === faultId);
  return (
    <section className="sheet-part frames" data-testid="black-box">
      <h2 className="sheet-title">
        {say("faults.box.of", { fault: fault === undefined ? "" : faultName(fault.kind) })}
        <button type="button" className="tool no-print" onClick={onClose}>
          {say("faults.box.close")}
        </button>
      </h2>
      {fault === undefined ? null : (
        <p className="fault-evidence">
          {say("faults.box.evidence")}: <span className="sp-mono">{JSON.stringify(fault.evidence)}</span>
        </p>
      )}
      <DataTable
        columns={frameColumns()}
        rows={frames.data?.frames}
        keyOf={(frame) => `${frame.receivedAt} ${frame.topic} ${frame.text}`}
        empty={<Empty title={say("faults.box.empty")} text={say("faults.box.empty.text")} />}
        error={frames.error}
        onRetry={() => void frames.refetch()}
        tall={false}
      />
    </section>
  );
}
