import "../form/fields.css";
import "./incident-panel.css";
import { useQuery } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { permits } from "../../ui/session.ts";
import { DrillStrip } from "../drill/drill-strip.tsx";
import { HelpStrip } from "../hazards/help-strip.tsx";
import { useMe } from "../queries.ts";
import { say } from "../texts/incident-texts.ts";
import { say as sayMerge } from "../texts/merge-texts.ts";
import { AccidentStrip } from "./accident-strip.tsx";
import { AskList } from "./ask-list.tsx";
import { CarCallStrip } from "./car-call-strip.tsx";
import { type FormKind, IncidentForm } from "./forms/incident-form.tsx";
import { CrewHelpStrip } from "./help-strip.tsx";
import { IncidentFacts } from "./incident-facts.tsx";
import { IncidentHead } from "./incident-head.tsx";
import { candidatesQuery, incidentFileQuery } from "./incident-queries.ts";
import { IncidentTabs, type Tab } from "./incident-tabs.tsx";
import { MergeStrip } from "./merge-strip.tsx";
import { type NextAction, nextAction } from "./next-action.ts";
import { NextActionButton } from "./next-action-button.tsx";
import { Signals } from "./signals.tsx";
import { type Send, useCommand } from "./use-command.ts";
import { UseUnit } from "./use-unit.tsx";

type Props = {
  readonly row: IncidentRow;
  /** The desk's keys reach into the panel by this. */
  readonly keys: RefObject<PanelKeys | null>;
};
/** `act` does the next right thing; `back` closes an open form and says whether there was one. */
export type PanelKeys = {
  readonly act: () => void;
  readonly back: () => boolean;
  /** Opens the text with the car, ready to type. */
  readonly write: () => void;
  /** Calls the car's intercom; while somebody speaks, goes to the button that ends it. */
  readonly speak: () => void;
  /** Opens the list of incidents that may be the same emergency. */
  readonly merge: () => void;
  /** What the service that was called last, or waits to be, has answered. */
  readonly help: () => void;
};

const formOf: Partial<Record<NextAction["kind"], FormKind>> = {
  "confirm-free": "freed",
  "confirm-mistake": "false-alarm",
  "choose-crew": "crew",
  outside: "outside",
  "use-unit": "use-unit",
  late: "beside",
  persons: "persons",
  freed: "freed",
  secured: "secured",
  close: "close",
};

/** Where what a crew asks for is done: another crew, a call that is recorded; else it is answered. */
function formOfHelp({ what, helpId }: Extract<NextAction, { kind: "help" }>, row: IncidentRow): FormKind {
  if (what === "second-crew" && row.freedAt === null) return "beside";
  return what !== "second-crew" && what !== "tools" && row.drill?.callOutside !== false
    ? "outside"
    : `crew-help:${helpId}`;
}

/** Opens the form of the next right action, or sends its command where nothing is left to ask. */
function begin(row: IncidentRow, next: NextAction, open: (form: FormKind) => void, send: Send): void {
  const form = next.kind === "help" ? formOfHelp(next, row) : formOf[next.kind];
  if (form !== undefined) open(form);
  else if (next.kind === "call-outside") void send("outside-help", { service: next.help.service, note: null });
  else if (next.kind === "take") void send("take");
  else if (next.kind === "repair") void send("repair", { to: null });
  else if (next.kind === "ask-best") void send("ask-crew", { crewId: next.candidate.crewId, reason: null });
  else if (next.kind === "accept") void send(`asks/${next.askId}/accept`);
  else if (next.kind === "arrived") void send(`asks/${next.askId}/arrived`, { position: null });
}

/** Once the tab is drawn. */
const focusChat = (): number => requestAnimationFrame(() => document.getElementById("chat-text")?.focus());

/** What stands below the facts: a form, or one of the tabs. */
function useShownPart(forgetFailure: () => void) {
  const [form, setForm] = useState<FormKind | null>(null);
  const [tab, setTab] = useState<Tab>("timeline");
  const open = (kind: FormKind | null): void => {
    forgetFailure();
    setForm(kind);
  };
  const back = (): boolean => {
    if (form !== null) open(null);
    return form !== null;
  };
  const write = (): void => {
    open(null);
    setTab("chat");
    focusChat();
  };
  return { form, open, back, tab, setTab, write };
}

const isSearching = ({ stage }: IncidentRow): boolean => stage === "finding-crew" || stage === "no-crew";

type Reached = Pick<PanelKeys, "act" | "back" | "write"> & {
  readonly row: IncidentRow;
  /** Left out where the person may not act. */
  readonly open: ((form: FormKind) => void) | undefined;
  readonly speak: RefObject<(() => void) | null>;
};

/** What the desk's keys reach in the panel. */
function usePanelKeys(keys: Props["keys"], { row, open, act, back, write, speak }: Reached): void {
  const merge = (): void => {
    if (row.drill === null && row.stage !== "closed" && row.freedAt === null) open?.("merge");
  };
  const help = (): void => {
    const last = row.outside.findLast(({ status }) => asksFor.has(status));
    if (last !== undefined) open?.(`help:${last.service}`);
  };
  useEffect(() => {
    keys.current = { act, back, write, merge, help, speak: () => speak.current?.() };
  });
}

/** Everything about one incident, the next right action in front. */
export function IncidentPanel({ row, keys }: Props) {
  const dispatches = permits(useMe(), "rescue.dispatch");
  const command = useCommand(row.id);
  const { form, open, back, tab, setTab, write } = useShownPart(command.forgetFailure);
  const file = useQuery(incidentFileQuery(row.id, row.version));
  const searching = dispatches && isSearching(row);
  const candidates = useQuery(candidatesQuery(row.id, searching || form === "crew" || form === "beside"));
  const best = searching ? candidates.data?.find((each) => !each.busy) : undefined;
  const next = nextAction(row, best);
  const speak = useRef<(() => void) | null>(null);
  const act = (): void => (dispatches && !command.busy ? begin(row, next, open, command.send) : undefined);
  usePanelKeys(keys, { row, open: dispatches ? open : undefined, act, back, write, speak });

  return (
    <article className="panel" aria-label={say("incident.no", { no: row.no })} data-testid="incident-panel">
      <div className="panel-top">
        <DrillStrip row={row} />
        <IncidentHead row={row} />
        <NextActionButton
          row={row}
          next={next}
          dispatches={dispatches}
          busy={command.busy}
          failure={form === null ? command.failure : undefined}
          onAct={act}
        />
        <CrewHelpStrip row={row} dispatches={dispatches} onForm={open} />
        <HelpStrip row={row} dispatches={dispatches} command={command} onForm={open} />
        {dispatches && row.stage !== "closed" ? <Tools row={row} form={form} onOpen={open} /> : null}
        {dispatches ? <CarCallStrip key={row.id} row={row} file={file.data} speak={speak} /> : null}
        <Strips row={row} open={dispatches ? open : undefined} />
        <IncidentFacts row={row} />
        {row.kind === "fault" ? null : (
          <>
            <AskList row={row} dispatches={dispatches} onForm={open} send={command.send} />
            <UseUnit row={row} dispatches={dispatches} send={command.send} busy={command.busy} />
          </>
        )}
      </div>
      {form === null ? (
        <IncidentTabs row={row} file={file} tab={tab} onTab={setTab} />
      ) : (
        <IncidentForm
          key={form}
          kind={form}
          row={row}
          file={file.data}
          candidates={candidates}
          command={command}
          onDone={() => open(null)}
        />
      )}
    </article>
  );
}

type StripsProps = { readonly row: IncidentRow; readonly open: ((form: FormKind) => void) | undefined };

/** What stands about the incident: a suspected accident, what was joined, what device and car say. */
function Strips({ row, open }: StripsProps) {
  return (
    <>
      <AccidentStrip row={row} onReport={open && (() => open("accident-report"))} />
      <MergeStrip row={row} onUndo={open && (({ id }) => open(`unmerge:${id}`))} />
      <Signals row={row} />
    </>
  );
}

/** Parts of a service after its call and before it has gone. */
const asksFor = new Set(["called", "no-answer", "answered", "on-the-way", "arrived", "lead"]);

const tools = [
  ["crew", "act.crew"],
  ["beside", "act.beside"],
  ["hedge", "act.hedge.forbid"],
  ["persons", "act.persons"],
  ["hazards", "act.hazards"],
  ["outside", "act.outside"],
  ["freed", "act.freed"],
  ["false-alarm", "act.false-alarm"],
  ["repair", "act.repair"],
  ["note", "act.note"],
  ["merge", "act.merge"],
  ["split", "act.split"],
] as const;
const onlyBeside = new Set<FormKind>(["beside", "hedge"]);
const onlyWhileRunning = new Set<FormKind>(["crew", "beside", "hedge", "freed", "false-alarm", "persons", "merge"]);
/** There is something to split only where more than one alarm came. */
const fits = (kind: FormKind, row: IncidentRow): boolean =>
  (kind !== "split" || row.alarms > 1) &&
  (kind !== "repair" || isToRepair(row)) &&
  fitsDrill(kind, row.drill) &&
  (row.kind === "entrapment" ? kind !== "hazards" : !onlyOfRescue.has(kind));
/** Of a rescue once the people are out; of a fault it is the next action itself. */
const isToRepair = ({ kind, drill, freedAt, handedToRepairAt }: IncidentRow): boolean =>
  kind === "entrapment" && drill === null && freedAt !== null && handedToRepairAt === null;
/** A drill is joined to nothing and calls nobody outside unless that was agreed. */
const fitsDrill = (kind: FormKind, drill: IncidentRow["drill"]): boolean =>
  drill === null || (kind !== "merge" && (kind !== "outside" || drill.callOutside));
/** Nobody is inside: nobody is counted, sent for or freed. */
const onlyOfRescue = new Set<FormKind>(["crew", "beside", "hedge", "persons", "freed"]);
const toolText = (text: (typeof tools)[number][1]): string =>
  text === "act.merge" || text === "act.split" ? sayMerge(text) : say(text);

type ToolsProps = {
  readonly row: IncidentRow;
  readonly form: FormKind | null;
  readonly onOpen: (form: FormKind | null) => void;
};

/** Everything else that one may do now, plainly beside the one filled button. */
function Tools({ row, form, onOpen }: ToolsProps) {
  const running = row.freedAt === null;
  // A second crew comes into question while one is asked or on its way, and nobody is there.
  const beside = row.stage === "crew-asked" || row.stage === "en-route";
  return (
    <div className="panel-tools" role="toolbar">
      {tools
        .filter(
          ([kind]) => fits(kind, row) && (running || !onlyWhileRunning.has(kind)) && (beside || !onlyBeside.has(kind)),
        )
        .map(([kind, text]) => (
          <button
            key={kind}
            type="button"
            className="tool"
            aria-pressed={form === kind}
            onClick={() => onOpen(form === kind ? null : kind)}
            data-testid={`tool-${kind}`}
          >
            {kind === "hedge" && row.secondCrewForbidden ? say("act.hedge.allow") : toolText(text)}
          </button>
        ))}
    </div>
  );
}
