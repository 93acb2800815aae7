import type { FrameRow } from "../../../src/rooms/devices/contract.ts";
import { formatCount } from "../../ui/format-count.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import type { Column } from "../list/data-table.tsx";
import { say } from "../texts/device-texts.ts";

/** Remarks on a stored frame are codes, reasons of a refusal are the sentence that the platform sent to the device. */
const reasonText = (reason: string | null): string =>
  reason === "late" || reason === "clock" ? say(`reason.${reason}`) : (reason ?? "");

const isBad = (frame: FrameRow): boolean => frame.verdict === "quarantined" || frame.verdict === "refused";

/** Columns of frames, the same for a device and for the quarantine. */
export const frameColumns = (): readonly Column<FrameRow>[] => [
  { head: say("frame.at"), look: "nowrap", text: (frame) => formatDateTime(frame.receivedAt) },
  {
    head: say("frame.verdict"),
    look: "nowrap",
    text: (frame) => say(`verdict.${frame.verdict}`),
    cell: (frame) =>
      isBad(frame) ? (
        <strong>{say(`verdict.${frame.verdict}`)}</strong>
      ) : (
        <span>{say(`verdict.${frame.verdict}`)}</span>
      ),
  },
  { head: say("frame.reason"), text: (frame) => reasonText(frame.reason) },
  {
    head: say("frame.topic"),
    look: "cut",
    text: (frame) => frame.topic,
    cell: (frame) => <span className="sp-mono">{frame.topic}</span>,
  },
  { head: say("frame.bytes"), look: "right", text: (frame) => formatCount(frame.bytes) },
  {
    head: say("frame.text"),
    look: "cut cut--long",
    text: (frame) => frame.text,
    cell: (frame) => <span className="sp-mono">{frame.text}</span>,
  },
];
