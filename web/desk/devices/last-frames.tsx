import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { FrameRow } from "../../../src/rooms/devices/contract.ts";
import { DataTable } from "../list/data-table.tsx";
import { Empty } from "../list/list-page.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/device-texts.ts";
import { frameColumns } from "./frame-table.tsx";

type Props = {
  readonly deviceId: string;
  readonly place: string;
  readonly everyMs?: number;
  /** Left out where it is a part of its page. */
  readonly onClose?: () => void;
  /** What else may be done with the device. */
  readonly acts?: ReactNode;
};

/** A device's last frames, each with what came of it, asked for again and again. */
export function LastFrames({ deviceId, place, everyMs = 5_000, onClose, acts }: Props) {
  const frames = useQuery({
    ...pathQuery<{ frames: readonly FrameRow[] }>(`/api/v1/devices/${deviceId}/frames`),
    refetchInterval: everyMs,
  });
  return (
    <section className="sheet-part frames" data-testid="frames">
      <h2 className="sheet-title">
        {say("frames.of", { place })}
        {acts}
        {onClose === undefined ? null : (
          <button type="button" className="tool" onClick={onClose}>
            {say("frames.close")}
          </button>
        )}
      </h2>
      <DataTable
        columns={frameColumns()}
        rows={frames.data?.frames}
        keyOf={(frame) => `${frame.receivedAt} ${frame.topic} ${frame.text}`}
        empty={<Empty title={say("frames.empty")} text={say("frames.empty.text")} />}
        error={frames.error}
        onRetry={() => void frames.refetch()}
        tall={false}
      />
    </section>
  );
}
