import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { QuarantineReason, QuarantineRow } from "../../../src/rooms/devices/contract.ts";
import { permits } from "../../ui/session.ts";
import { countText } from "../list/count-text.ts";
import { DataTable, ExportButton } from "../list/data-table.tsx";
import { Chip, Empty, ListPage } from "../list/list-page.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { say } from "../texts/device-texts.ts";
import { quarantineColumns, reasonColumns } from "./quarantine-columns.tsx";
import { type Replay, ReplayReport, useReplay } from "./replay.tsx";

type Reply = {
  readonly rows: readonly QuarantineRow[];
  readonly total: number;
  readonly reasons: readonly QuarantineReason[];
};
type Show = "open" | "replayed";

/** What arrived and could not be read, as it came; read again once the dialect is mended. */
export function QuarantinePage() {
  const { show: asked, d } = useSearch({ from: "/shell/quarantine" });
  const show: Show = asked === "replayed" ? "replayed" : "open";
  const navigate = useNavigate();
  const go = (to: Show, device: string | undefined): void => {
    const search = { ...(to === "open" ? {} : { show: to }), ...(device === undefined ? {} : { d: device }) };
    void navigate({ to: "/quarantine", search });
  };
  const query = `show=${show}${d === undefined ? "" : `&device=${encodeURIComponent(d)}`}`;
  const list = useQuery({ ...pathQuery<Reply>(`/api/v1/quarantine?${query}`), refetchInterval: 10_000 });
  const replay = useReplay(() => void list.refetch());
  const mayReplay = permits(useMe(), "devices.replay") && show === "open" ? replay : undefined;
  const onDevice = (row: QuarantineRow): void => go(show, row.deviceId);
  const columns = quarantineColumns({ show, replay: mayReplay, onDevice: d === undefined ? onDevice : undefined });
  return (
    <ListPage
      title={say("quarantine.title")}
      count={countText(list.data?.rows.length, list.data?.total)}
      filters={
        <div className="chips">
          <Chip on={show === "open"} onClick={() => go("open", d)}>
            {say("quarantine.open")}
          </Chip>
          <Chip on={show === "replayed"} onClick={() => go("replayed", d)}>
            {say("quarantine.replayed")}
          </Chip>
          {d === undefined ? null : (
            <Chip on={true} onClick={() => go(show, undefined)}>
              {say("quarantine.of", { username: list.data?.rows[0]?.username ?? "" })} ×
            </Chip>
          )}
        </div>
      }
      tools={<ExportButton name="quarantine" columns={columns} rows={list.data?.rows} />}
    >
      <p className="page-lead">{say("quarantine.lead")}</p>
      <ReplayReport replay={replay} />
      {d === undefined || mayReplay === undefined || list.data?.rows.length === 0 ? null : (
        <p>
          <ReplayDevice deviceId={d} replay={mayReplay} />
        </p>
      )}
      <Reasons reasons={list.data?.reasons ?? []} replay={d === undefined ? mayReplay : undefined} />
      <DataTable
        columns={columns}
        rows={list.data?.rows}
        keyOf={(row) => row.id}
        empty={<EmptyQuarantine show={show} />}
        error={list.error}
        onRetry={() => void list.refetch()}
        testid="quarantine"
      />
    </ListPage>
  );
}

const EmptyQuarantine = ({ show }: { readonly show: Show }) =>
  show === "open" ? (
    <Empty title={say("quarantine.empty")} text={say("quarantine.empty.text")} />
  ) : (
    <Empty title={say("quarantine.empty.replayed")} text={say("quarantine.empty.replayed.text")} />
  );

type DeviceProps = { readonly deviceId: string; readonly replay: Replay };

const ReplayDevice = ({ deviceId, replay }: DeviceProps) => (
  <button
    type="button"
    className="plain-button"
    disabled={replay.busy}
    onClick={() => replay.start({ deviceId })}
    data-testid="replay-device"
  >
    {say(replay.busy ? "replay.busy" : "replay.device")}
  </button>
);

type ReasonsProps = { readonly reasons: readonly QuarantineReason[]; readonly replay: Replay | undefined };

/** What the frames lack, most frequent first: one mended dialect settles all of one reason. */
function Reasons({ reasons, replay }: ReasonsProps) {
  if (reasons.length === 0) return null;
  return (
    <section className="sheet-part quarantine-reasons">
      <h2 className="sheet-title">{say("quarantine.reasons")}</h2>
      <DataTable
        columns={reasonColumns(replay)}
        rows={reasons}
        keyOf={(each) => each.reason}
        empty={null}
        tall={false}
        testid="quarantine-reasons"
      />
    </section>
  );
}
