import "./form/fields.css";
import "./desk-page.css";
import "./incident/incident-panel.css";
import { Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import {
  lazy,
  type ReactNode,
  type RefObject,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { PhoneCall } from "../../src/rooms/rescue/contract/phone-calls.ts";
import type { IncidentRow } from "../../src/rooms/rescue/contract.ts";
import { permits } from "../ui/session.ts";
import { AlertBar } from "./alerts/alert-bar.tsx";
import { AlertSwitches } from "./alerts/alert-switches.tsx";
import { type Alerts, useAlerts } from "./alerts/use-alerts.ts";
import { useChatSound } from "./alerts/use-chat-sound.ts";
import { NewCall, type Opened } from "./call/new-call.tsx";
import { CallStrip } from "./calls/call-strip.tsx";
import { IncidentPanel, type PanelKeys } from "./incident/incident-panel.tsx";
import { KeyList } from "./key-list.tsx";
import { MapFrame } from "./map/map-frame.tsx";
import { useMe } from "./queries.ts";
import { Queue } from "./queue/queue.tsx";
import { isOpen, sortQueue } from "./queue/sort-queue.ts";
import { StaleVeil } from "./shell/link-state.tsx";
import { useLive, useRows } from "./shell/live-context.ts";
import { StormStrip } from "./storm/storm-strip.tsx";
import { say } from "./texts/desk-texts.ts";
import { useDeskKeys } from "./use-desk-keys.ts";

/** The map and its library come when the rest stands. */
const IncidentMap = lazy(() => import("./map/incident-map.tsx").then((file) => ({ default: file.IncidentMap })));

type RightSide = "incident" | "call" | "keys";

/** The duty desk: queue, map, incident. Who has no rescues to see begins with the lifts. */
export function DeskPage() {
  return permits(useMe(), "rescue.read") ? <Desk /> : <Navigate to="/lifts" replace />;
}

function Desk() {
  const live = useLive();
  const dispatches = permits(useMe(), "rescue.dispatch");
  const rows = useRows<IncidentRow>("desk");
  const sorted = useMemo(() => (rows === undefined ? undefined : sortQueue(rows)), [rows]);
  const [selected, select] = useSelection(sorted);
  const { side, setSide, call, newCall } = useRightSide(dispatches);
  const [said, setSaid] = useState<string>();
  const panel = useRef<PanelKeys | null>(null);
  const alerts = useAlerts(rows, selected);
  useChatSound(rows);
  const acknowledge = alerts.acknowledge;

  const show = useCallback(
    (incidentId: string): void => {
      select(incidentId);
      setSide("incident");
      acknowledge(incidentId);
    },
    [select, acknowledge, setSide],
  );
  const opened = ({ incidentId, no, joined }: Opened): void => {
    setSaid(say(joined ? "call.joined" : "call.opened", { no }));
    show(incidentId);
  };
  useDeskKeys({
    search: () => newCall(),
    newCall: () => newCall(),
    row: (index) => {
      const at = sorted?.[index];
      if (at !== undefined) show(at.id);
    },
    panel: (what) => side === "incident" && panel.current?.[what](),
    acknowledge: () => alerts.acknowledge(),
    back: () => {
      if (side !== "incident") setSide("incident");
      else if (panel.current?.back() !== true) select(undefined);
    },
    help: () => setSide(side === "keys" ? "incident" : "keys"),
  });

  return (
    <div className="desk">
      <AlertSwitches />
      <DeskNotes alerts={alerts} onShow={show} said={said} onOver={() => setSaid(undefined)}>
        <StormStrip />
        {dispatches ? <CallStrip onOpen={newCall} /> : null}
      </DeskNotes>
      <Columns
        rows={sorted}
        row={sorted?.find((each) => each.id === selected)}
        selected={selected}
        onSelect={show}
        onNewCall={dispatches ? () => newCall() : undefined}
        right={{ side, call, panel, onOpened: opened, onBack: () => setSide("incident") }}
      />
      <StaleVeil live={live} />
    </div>
  );
}

/** What stands on the right, and the call that a new incident comes from. */
function useRightSide(dispatches: boolean) {
  const [side, setSide] = useState<RightSide>("incident");
  const [call, setCall] = useState<PhoneCall>();
  const newCall = (from?: PhoneCall): void => {
    if (!dispatches) return;
    setCall(from);
    setSide("call");
  };
  return { side, setSide, call, newCall };
}

type ColumnsProps = {
  readonly rows: readonly IncidentRow[] | undefined;
  readonly row: IncidentRow | undefined;
  readonly selected: string | undefined;
  readonly onSelect: (incidentId: string) => void;
  readonly onNewCall: (() => void) | undefined;
  readonly right: Omit<RightProps, "row">;
};

/** Queue, map, and the chosen incident. */
const Columns = ({ rows, row, selected, onSelect, onNewCall, right }: ColumnsProps) => (
  <div className="desk-columns">
    <div className="desk-column">
      <Queue rows={rows} selected={selected} onSelect={onSelect} {...(onNewCall === undefined ? {} : { onNewCall })} />
    </div>
    <MapColumn rows={rows} selected={row} onSelect={onSelect} />
    <div className="desk-column">
      <RightColumn row={row} {...right} />
    </div>
  </div>
);

type NotesProps = {
  readonly alerts: Alerts;
  readonly onShow: (incidentId: string) => void;
  readonly said: string | undefined;
  readonly onOver: () => void;
  readonly children: ReactNode;
};

const DeskNotes = ({ alerts, onShow, said, onOver, children }: NotesProps) => (
  <div className="desk-notes">
    <AlertBar alerts={alerts} onShow={onShow} />
    {said === undefined ? null : <SaidOnce text={said} onOver={onOver} />}
    {children}
  </div>
);

type MapProps = {
  readonly rows: readonly IncidentRow[] | undefined;
  readonly selected: IncidentRow | undefined;
  readonly onSelect: (incidentId: string) => void;
};

const MapColumn = (props: MapProps) => (
  <div className="desk-column desk-column--map">
    <MapFrame>
      <Suspense fallback={<p className="map-note">{say("map.loading")}</p>}>
        <IncidentMap {...props} />
      </Suspense>
    </MapFrame>
  </div>
);

type RightProps = {
  readonly side: RightSide;
  readonly row: IncidentRow | undefined;
  readonly call: PhoneCall | undefined;
  readonly panel: RefObject<PanelKeys | null>;
  readonly onOpened: (opened: Opened) => void;
  readonly onBack: () => void;
};

/** The chosen incident, or in its place a new call or the list of keys. */
function RightColumn({ side, row, call, panel, onOpened, onBack }: RightProps) {
  if (side === "call") return <NewCall key={call?.id} from={call} onOpened={onOpened} onCancel={onBack} />;
  if (side === "keys") return <KeyList />;
  return row === undefined ? <NoIncident /> : <IncidentPanel key={row.id} row={row} keys={panel} />;
}

const NoIncident = () => (
  <div className="panel-none">
    <div className="quiet">
      <p className="quiet-title">{say("incident.none")}</p>
      <p className="quiet-text">{say("incident.none.text")}</p>
    </div>
    <KeyList />
  </div>
);

/** What was just done, said until it has been read; the queue shows it anyway. */
function SaidOnce({ text, onOver }: { readonly text: string; readonly onOver: () => void }) {
  const over = useRef(onOver);
  useEffect(() => {
    over.current = onOver;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new text gets its own time
  useEffect(() => {
    const timer = setTimeout(() => over.current(), 8_000);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p className="desk-said" role="status">
      {text}
    </p>
  );
}

/** The chosen incident stands in the address; the first snapshot chooses the most urgent one. */
function useSelection(rows: readonly IncidentRow[] | undefined) {
  const chosen = useSearch({ from: "/shell/" }).i;
  const navigate = useNavigate();
  const select = useCallback(
    (incidentId: string | undefined): void =>
      void navigate({ to: "/", search: incidentId === undefined ? {} : { i: incidentId }, replace: true }),
    [navigate],
  );
  const chose = useRef(false);
  useEffect(() => {
    if (rows === undefined || chose.current) return;
    chose.current = true;
    const first = rows.find(isOpen);
    if (chosen === undefined && first !== undefined) select(first.id);
  }, [rows, chosen, select]);
  return [chosen, select] as const;
}
