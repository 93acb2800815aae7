import { Link } from "@tanstack/react-router";
import type { QuarantineReason, QuarantineRow } from "../../../src/rooms/devices/contract.ts";
import { formatCount } from "../../ui/format-count.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import type { Column } from "../list/data-table.tsx";
import { say } from "../texts/device-texts.ts";
import { frameColumns } from "./frame-table.tsx";
import type { Replay } from "./replay.tsx";

type Options = {
  readonly show: "open" | "replayed";
  /** Left out for whoever may not replay. */
  readonly replay: Replay | undefined;
  readonly onDevice: ((row: QuarantineRow) => void) | undefined;
};

const outcomeText = ({ outcome, found }: QuarantineRow): string =>
  outcome === null ? "" : [say(`outcome.${outcome}`), ...found].join(" ");
const byText = ({ replayedBy, replayedAt }: QuarantineRow): string =>
  replayedAt === null ? "" : say("quarantine.by", { name: replayedBy ?? "", time: formatDateTime(replayedAt) });
const triedText = ({ triedAt }: QuarantineRow): string =>
  triedAt === null ? "" : say("quarantine.tried", { time: formatDateTime(triedAt) });

export function quarantineColumns({ show, replay, onDevice }: Options): readonly Column<QuarantineRow>[] {
  // What was read again has two columns more: on a small screen these give way.
  const beside = show === "open" ? {} : { roomy: true as const };
  return [
    ...(replay === undefined ? [] : [replayColumn(replay)]),
    ...(show === "open" ? [] : outcomeColumns()),
    {
      head: say("device.place"),
      look: "cut",
      text: (row) => row.place ?? "",
      cell: (row) =>
        row.liftId === null ? (
          ""
        ) : (
          <Link to="/lifts/$liftId" params={{ liftId: row.liftId }}>
            {row.place}
          </Link>
        ),
    },
    {
      head: say("quarantine.device"),
      look: "nowrap",
      ...beside,
      text: (row) => row.username,
      cell: (row) => <Device row={row} onDevice={onDevice} />,
    },
    { head: say("device.dialect"), look: "nowrap", text: (row) => row.dialect, ...beside },
    ...frameColumns()
      .filter((column) => column.head !== say("frame.verdict"))
      // A long topic would leave the reason no room.
      .map((column) => (column.head === say("frame.topic") ? { ...column, roomy: true as const } : column)),
  ];
}

const outcomeColumns = (): readonly Column<QuarantineRow>[] => [
  { head: say("quarantine.outcome"), text: outcomeText },
  { head: say("quarantine.replayed"), look: "nowrap", text: byText },
];

const replayColumn = (replay: Replay): Column<QuarantineRow> => ({
  head: say("replay.do"),
  look: "nowrap",
  text: triedText,
  cell: (row) => (
    <button
      type="button"
      className="tool"
      title={triedText(row)}
      disabled={replay.busy}
      onClick={() => replay.start({ id: row.id })}
      data-testid="replay-one"
    >
      {say("replay.do")}
    </button>
  ),
});

type DeviceProps = { readonly row: QuarantineRow; readonly onDevice: Options["onDevice"] };

const Device = ({ row, onDevice }: DeviceProps) =>
  onDevice === undefined ? (
    <span className="sp-mono">{row.username}</span>
  ) : (
    <button
      type="button"
      className="copy"
      title={say("quarantine.of", { username: row.username })}
      onClick={() => onDevice(row)}
      data-testid="quarantine-device"
    >
      {row.username}
    </button>
  );

export const reasonColumns = (replay: Replay | undefined): readonly Column<QuarantineReason>[] => [
  { head: say("frame.reason"), text: (each) => each.reason },
  { head: say("quarantine.frames"), look: "right", text: (each) => formatCount(each.frames) },
  { head: say("quarantine.devices"), look: "right", text: (each) => formatCount(each.devices) },
  { head: say("quarantine.newest"), look: "nowrap", text: (each) => formatDateTime(each.newestAt) },
  ...(replay === undefined
    ? []
    : [
        {
          head: say("replay.all"),
          text: () => "",
          cell: (each: QuarantineReason) => (
            <button
              type="button"
              className="tool"
              disabled={replay.busy}
              onClick={() => replay.start({ reason: each.reason })}
              data-testid="replay-reason"
            >
              {say("replay.all")}
            </button>
          ),
        },
      ]),
];
