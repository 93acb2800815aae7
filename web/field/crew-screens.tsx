import { useEffect, useState } from "react";
import type { z } from "zod";
import type { CrewRow, fieldMe } from "../../src/rooms/crews/contract.ts";
import type { Me } from "../../src/rooms/identity/contract.ts";
import type { CrewTask } from "../../src/rooms/rescue/contract.ts";
import { getJson } from "../ui/api.ts";
import { useLiveClient, useLiveRows, useLiveState } from "../ui/use-live.ts";
import { DoneScreen, GoneScreen } from "./after-screens.tsx";
import { AskScreen } from "./ask-screen.tsx";
import { FieldHead } from "./field-head.tsx";
import { HazardDoor } from "./hazard-door.tsx";
import { IdleScreen } from "./idle-screen.tsx";
import { keep, kept } from "./kept.ts";
import { firstTask, goneTask, movedOn } from "./move-on.ts";
import { OtherPhone } from "./other-phone.tsx";
import { type PositionState, watchPosition } from "./position-report.ts";
import { ReportForm } from "./report-form.tsx";
import type { Summary } from "./summary.ts";
import { TaskScreen } from "./task-screen.tsx";
import { t } from "./texts.ts";
import { useOutbox } from "./use-outbox.ts";
import { usePhotoBox } from "./use-photo-box.ts";

type Props = { readonly me: Me; readonly onLoggedOut: () => void; readonly onLeave: () => void };

/** One thing at a time: an ask, else the task in hand, else what came of the last one, else duty. */
export function CrewScreens({ me, onLoggedOut, onLeave }: Props) {
  const { outbox, entries } = useOutbox(me.accountId, onLoggedOut);
  const photos = usePhotoBox(me.accountId);
  const live = useLiveClient("crew", onLoggedOut);
  const liveState = useLiveState(live);
  const tasks = useKeptTasks(useLiveRows<CrewTask>(live, "crew"), me.accountId);
  const duty = entries.findLast((each) => each.kind === "duty" && each.status !== "refused");
  const { crew, asOf } = useCrew(me.accountId, duty?.status === "sent" ? duty.key : null);
  const own = duty === undefined || asOf === duty.key ? undefined : (duty.body as { readonly on?: boolean }).on;
  const onDuty = own ?? crew?.onDuty ?? false;
  const position = usePosition(onDuty);
  const [summary, setSummary] = useState<Summary | null>(null);
  const moved = movedOn(tasks, entries);
  const task = firstTask(moved);
  const gone = useGone(moved, me.accountId);
  const setDuty = (on: boolean): void => outbox.put("duty", null, { on, position: position.position });
  return (
    <div className="phone">
      <FieldHead
        name={crew?.name ?? me.name}
        live={liveState}
        outbox={outbox}
        entries={entries}
        photos={photos.waiting.length}
      />
      {(task ?? gone.task)?.drill === true && summary === null ? (
        <p className="drill" role="note" data-testid="drill">
          {t("drill")}
        </p>
      ) : null}
      <OtherPhone task={task} personId={me.personId} />
      {task?.status === "accepted" || task?.status === "arrived" ? (
        <HazardDoor key={`hazards-${task.askId}`} task={task} outbox={outbox} entries={entries} />
      ) : null}
      {task?.status === "asked" ? (
        <AskScreen key={task.askId} task={task} outbox={outbox} entries={entries} />
      ) : task !== undefined ? (
        <TaskScreen
          key={task.askId}
          task={task}
          outbox={outbox}
          position={position}
          photos={photos}
          onClosed={setSummary}
        />
      ) : summary !== null ? (
        <DoneScreen summary={summary} entries={entries} onOk={() => setSummary(null)} />
      ) : gone.task !== undefined ? (
        <GoneScreen task={gone.task} onOk={gone.dismiss} />
      ) : (
        <>
          <ReportForm outbox={outbox} entries={entries} />
          <IdleScreen onDuty={onDuty} position={position} onDutyChange={setDuty} onLeave={onLeave} />
        </>
      )}
    </div>
  );
}

/** The rows of the live channel; before the first snapshot what the phone knew when it was last open. */
function useKeptTasks(rows: readonly CrewTask[] | undefined, accountId: string): readonly CrewTask[] {
  const [before] = useState(() => kept<CrewTask[]>(`tasks.${accountId}`) ?? []);
  useEffect(() => {
    if (rows !== undefined) keep(`tasks.${accountId}`, rows);
  }, [rows, accountId]);
  return rows ?? before;
}

type KnownCrew = { readonly crew: CrewRow | null; readonly asOf: string | null };

/** The crew as the server has it; `asOf` names the last duty command of this phone that is in it. */
function useCrew(accountId: string, sentDuty: string | null): KnownCrew {
  const [known, setKnown] = useState<KnownCrew>(() => ({ crew: kept<CrewRow>(`crew.${accountId}`), asOf: null }));
  useEffect(() => {
    const stop = new AbortController();
    const load = async (): Promise<void> => {
      const { crew } = await getJson<z.infer<typeof fieldMe>>("/api/v1/field/me", stop.signal);
      keep(`crew.${accountId}`, crew);
      setKnown({ crew, asOf: sentDuty });
    };
    const tryLoad = (): void => void load().catch(() => undefined);
    tryLoad();
    window.addEventListener("online", tryLoad);
    return () => {
      stop.abort();
      window.removeEventListener("online", tryLoad);
    };
  }, [accountId, sentDuty]);
  return known;
}

const off: PositionState = {
  ...{ status: "off", position: null, accuracyMetres: null, foundAt: null, toldAt: null, taken: true },
};

function usePosition(onDuty: boolean): PositionState {
  const [state, setState] = useState(off);
  useEffect(() => {
    if (!onDuty) return;
    const stop = watchPosition(setState);
    return () => {
      stop();
      setState(off);
    };
  }, [onDuty]);
  return state;
}

type Gone = { readonly task: CrewTask | undefined; readonly dismiss: () => void };
const readMax = 50;

/** A task that ended without this crew stands until it has been read; what was read is not shown again after a reload. */
function useGone(tasks: readonly CrewTask[], accountId: string): Gone {
  const name = `gone.${accountId}`;
  const [read, setRead] = useState<readonly string[]>(() => kept<string[]>(name) ?? []);
  const task = goneTask(tasks, read);
  const dismiss = (): void => {
    if (task === undefined) return;
    const next = [...read, task.askId].slice(-readMax);
    keep(name, next);
    setRead(next);
  };
  return { task, dismiss };
}
