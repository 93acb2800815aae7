import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { DeviceRow } from "../../../src/rooms/devices/contract.ts";
import { sendJson } from "../../ui/api.ts";
import { formatCount } from "../../ui/format-count.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { SureButton } from "../admin/sure-button.tsx";
import { useAct } from "../admin/use-act.ts";
import { FleetTools } from "../fleet/fleet-parts.tsx";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable, ExportButton } from "../list/data-table.tsx";
import { Copyable, Empty, ListPage } from "../list/list-page.tsx";
import { SearchBox } from "../list/search-box.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { useMe } from "../queries.ts";
import { say } from "../texts/device-texts.ts";
import { say as sayDocking } from "../texts/docking-texts.ts";
import { say as sayGateway } from "../texts/gateway-texts.ts";
import { EnrolFile } from "./enrol-file.tsx";
import { EnrolForm } from "./enrol-form.tsx";
import { LastFrames } from "./last-frames.tsx";

type Reply = { readonly devices: readonly DeviceRow[]; readonly total: number; readonly next: string | null };

const linkText = ({ connected, revoked, testSince }: DeviceRow): string =>
  [
    say(connected ? "device.on" : revoked ? "device.ended" : "device.off"),
    ...(testSince === null ? [] : [sayGateway("gateways.test")]),
  ].join(" · ");

const columns = (onFrames?: (device: DeviceRow) => void): readonly Column<DeviceRow>[] => [
  {
    head: say("device.code"),
    look: "nowrap",
    text: (device) => device.registerCode,
    cell: (device) => <Copyable text={device.registerCode} />,
  },
  {
    head: say("device.place"),
    look: "cut",
    main: true,
    text: (device) => device.place,
    cell: (device) => (
      <Link to="/lifts/$liftId" params={{ liftId: device.liftId }}>
        {device.place}
      </Link>
    ),
  },
  {
    head: say("device.link"),
    look: "nowrap",
    text: linkText,
    cell: (device) => (device.connected ? linkText(device) : <strong>{linkText(device)}</strong>),
  },
  {
    head: say("device.seen"),
    look: "nowrap",
    text: (device) => (device.lastSeenAt === null ? say("device.seen.never") : formatDateTime(device.lastSeenAt)),
  },
  { head: say("device.today"), look: "right", text: (device) => formatCount(device.framesToday) },
  {
    head: say("device.refused"),
    look: "right",
    text: (device) => formatCount(device.refusedToday),
    cell: (device) => (device.refusedToday === 0 ? "0" : <strong>{formatCount(device.refusedToday)}</strong>),
  },
  { head: say("device.dialect"), look: "nowrap", text: (device) => device.dialect },
  ...(onFrames === undefined
    ? []
    : [
        {
          head: say("device.frames"),
          text: () => "",
          cell: (device: DeviceRow) => (
            <button
              type="button"
              className="tool"
              onClick={() => onFrames(device)}
              data-testid={`frames-${device.registerCode}`}
            >
              {say("device.frames")}
            </button>
          ),
        },
      ]),
];

/** Devices with their link, and for each its last frames with the reason of every refusal. */
export function DevicesPage() {
  const { q = "", d } = useSearch({ from: "/shell/devices" });
  const navigate = useNavigate();
  const enrols = permits(useMe(), "devices.enrol");
  const list = useKeyset<Reply, DeviceRow>(
    `/api/v1/devices?limit=100${q === "" ? "" : `&q=${encodeURIComponent(q)}`}`,
    ({ devices, total, next }) => ({ rows: devices, total, next }),
  );
  const search = q === "" ? {} : { q };
  const chosen = list.rows?.find((device) => device.id === d);
  return (
    <ListPage
      title={say("devices.title")}
      count={countText(list.rows?.length, list.total)}
      filters={
        <SearchBox
          key={q}
          text={q}
          label={say("devices.search")}
          onSearch={(text) => void navigate({ to: "/devices", search: text === "" ? {} : { q: text } })}
        />
      }
      tools={
        <>
          <Ways enrols={enrols} />
          <FleetTools here="/devices" />
          <ExportButton name="devices" columns={columns()} rows={list.rows} />
        </>
      }
    >
      {d === undefined ? null : (
        <LastFrames
          deviceId={d}
          place={chosen?.place ?? chosen?.registerCode ?? ""}
          onClose={() => void navigate({ to: "/devices", search })}
          acts={enrols && chosen !== undefined ? <Acts device={chosen} onDone={list.retry} /> : null}
        />
      )}
      <DataTable
        columns={columns((device) => void navigate({ to: "/devices", search: { ...search, d: device.id } }))}
        rows={list.rows}
        keyOf={(device) => device.id}
        empty={<Empty title={say("devices.empty")} text={say("devices.empty.text")} />}
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        testid="devices"
      />
      {enrols ? (
        <>
          <EnrolForm onEnrolled={list.retry} />
          <EnrolFile onEnrolled={list.retry} />
        </>
      ) : null}
    </ListPage>
  );
}

/** Ends its login (a new secret, by the form below, opens it again), or marks its lift as one for tests. */
function Acts({ device, onDone }: { readonly device: DeviceRow; readonly onDone: () => void }) {
  const act = useAct();
  const isTest = device.testSince !== null;
  const send = (deed: string, body: object): void =>
    void act.run(() => sendJson("POST", `/api/v1/devices/${device.id}/${deed}`, body)).then(onDone);
  return (
    <>
      <SureButton
        word={sayGateway(isTest ? "gateways.test.end" : "gateways.test.begin")}
        sure={sayGateway(isTest ? "gateways.test.end.sure" : "gateways.test.begin.sure")}
        onPress={() => send("test", { on: !isTest })}
        testid="device-test"
      />
      {device.revoked ? null : (
        <SureButton
          word={say("device.end")}
          sure={say("device.end.sure")}
          onPress={() => send("revoke", {})}
          testid="device-end"
        />
      )}
      {act.failure === undefined ? null : (
        <span className="form-failure" role="alert">
          {act.failure}
        </span>
      )}
    </>
  );
}

/** What stands beside the list. */
const Ways = ({ enrols }: { readonly enrols: boolean }) => (
  <>
    {enrols ? (
      <>
        <Link to="/gateways" className="plain-button">
          {sayGateway("gateways.title")}
        </Link>
        <Link to="/waiting-devices" className="plain-button">
          {say("waiting.title")}
        </Link>
      </>
    ) : null}
    <Link to="/docking" className="plain-button">
      {sayDocking("docking.title")}
    </Link>
    <Link to="/dark-lifts" className="plain-button">
      {sayDocking("silence.title")}
    </Link>
  </>
);
