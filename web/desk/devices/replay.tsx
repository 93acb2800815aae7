import { useState } from "react";
import type { ReplayReply } from "../../../src/rooms/devices/contract.ts";
import { sendJson, textOfFailure } from "../../ui/api.ts";
import { formatCount } from "../../ui/format-count.ts";
import { say } from "../texts/device-texts.ts";

type Which = { readonly id: string } | { readonly deviceId: string } | { readonly reason: string };

export type Replay = {
  readonly busy: boolean;
  readonly report: ReplayReply | undefined;
  readonly failure: string | undefined;
  readonly start: (which: Which) => void;
};

/** Asks the platform to read frames of the quarantine again, one press at a time. */
export function useReplay(onDone: () => void): Replay {
  const [busy, setBusy] = useState(false);
  const [report, setReport] = useState<ReplayReply>();
  const [failure, setFailure] = useState<string>();
  const run = async (which: Which): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    setReport(undefined);
    try {
      setReport(await sendJson<ReplayReply>("POST", "/api/v1/quarantine/replay", which));
    } catch (problem) {
      setFailure(textOfFailure(problem));
    } finally {
      setBusy(false);
      onDone();
    }
  };
  return { busy, report, failure, start: (which) => void run(which) };
}

/** What the last press came to. Past entrapments among it stand out: no crew was asked. */
export function ReplayReport({ replay: { report, failure } }: { readonly replay: Replay }) {
  if (failure !== undefined)
    return (
      <p className="form-failure" role="alert">
        {failure}
      </p>
    );
  if (report === undefined) return null;
  const { stored, repeated, late, unread, trapped, left } = report;
  const counts = { stored, repeated, late, unread, trapped };
  const shown = Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, formatCount(count)]));
  return (
    <div role="status" data-testid="replay-report">
      <p>
        {say("replay.report", shown)} {left ? say("replay.left") : ""}
      </p>
      {trapped === 0 ? null : (
        <p>
          <strong>{say("replay.trapped", shown)}</strong>
        </p>
      )}
    </div>
  );
}
