import type { HelpShown } from "../../src/rooms/rescue/contract/crew-phone.ts";
import type { CrewTask } from "../../src/rooms/rescue/contract.ts";
import type { OutboxEntry } from "./outbox.ts";

type TaskStatus = CrewTask["status"];
const rank: Readonly<Record<TaskStatus, number>> = {
  asked: 0,
  accepted: 1,
  arrived: 2,
  freed: 3,
  secured: 4,
  // Nothing that this phone has yet to tell brings a task back.
  "stood-down": 5,
};
const reaches: Readonly<Record<string, TaskStatus>> = {
  accept: "accepted",
  arrived: "arrived",
  freed: "freed",
  secured: "secured",
};

/**
 * The tasks as this phone has left them: the live row, moved on by what was done here and is not yet in it. A refused
 * command moves nothing; a task that was refused or closed here is gone.
 */
export function movedOn(tasks: readonly CrewTask[], entries: readonly OutboxEntry[]): readonly CrewTask[] {
  return tasks.flatMap((task) => {
    const own = entries.filter((each) => each.askId === task.askId && each.status !== "refused");
    if (own.some((each) => each.kind === "refuse" || each.kind === "close")) return [];
    const status = own.reduce<TaskStatus>((best, each) => {
      const reached = reaches[each.kind];
      return reached !== undefined && rank[reached] > rank[best] ? reached : best;
    }, task.status);
    return [withOwnScene(withOwnHelp(withOwnDelay({ ...task, status }, own), own), own)];
  });
}

/** Help that was asked for, or is not needed any more, said here and not yet in the row. */
function withOwnHelp(task: CrewTask, own: readonly OutboxEntry[]): CrewTask {
  const known = task.help ?? [];
  const asked = own.filter(
    ({ kind, key, status }) => kind === "help" && status === "waiting" && !known.some(({ helpId }) => helpId === key),
  );
  const withdrawn = own.flatMap(({ kind, body }) =>
    kind === "help-withdraw" ? [(body as { helpId: string }).helpId] : [],
  );
  const all = [
    ...known,
    ...asked.map(({ key, body }) => ({
      ...(body as Pick<HelpShown, "what" | "text">),
      ...{ helpId: key, askId: task.askId, askedAt: notSent, seenAt: null, answer: null, withdrawnAt: null },
    })),
  ];
  if (all.length === 0) return task;
  return {
    ...task,
    help: all.map((help) => (withdrawn.includes(help.helpId) ? { ...help, withdrawnAt: help.withdrawnAt ?? 1 } : help)),
  };
}

/** Steps that were ticked, and a signature that was given here, and are not yet in the row. */
function withOwnScene(task: CrewTask, own: readonly OutboxEntry[]): CrewTask {
  const { scene } = task;
  const waiting = own.filter(({ status }) => status === "waiting");
  const told = waiting.filter(({ kind }) => kind === "step");
  const signed = waiting.findLast(({ kind }) => kind === "sign");
  if (scene === undefined || (told.length === 0 && signed === undefined)) return task;
  const steps = told.reduce((known, { body, madeAt }) => {
    const { step, done } = body as { readonly step: string; readonly done: boolean };
    return [...known.filter((each) => each.step !== step), { step, done, at: madeAt, by: null }];
  }, scene.steps);
  const path = (signed?.body as { readonly path?: string | null } | undefined)?.path;
  const handBack = signed === undefined ? scene.handBack : { at: signed.madeAt, signed: path !== null, by: null };
  return { ...task, scene: { ...scene, steps, handBack } };
}

/** In place of the time at which the centre heard of it. */
export const notSent = 0;

/** That it will be late, said here and not yet in the row. */
function withOwnDelay(task: CrewTask, own: readonly OutboxEntry[]): CrewTask {
  const said = own.findLast(
    ({ kind, status }) => kind === "late" && (status === "waiting" || task.delay === undefined),
  );
  if (said === undefined) return task;
  const { minutes, reason, expectedAt } = said.body as LateSaid;
  const from = Math.max(expectedAt ?? said.madeAt, said.madeAt);
  return { ...task, expectedAt: from + minutes * 60_000, delay: { minutes, reason, saidAt: said.madeAt } };
}

type LateSaid = Required<Pick<CrewTask, "expectedAt">> & Omit<NonNullable<CrewTask["delay"]>, "saidAt">;

/**
 * The task that this crew was told to leave, the latest first, until its sentence has been read here. Why stands in the row;
 * where the row has gone too (a phone that slept for long) nothing is said.
 */
export function goneTask(tasks: readonly CrewTask[], read: readonly string[]): CrewTask | undefined {
  return tasks
    .filter((task) => task.status === "stood-down" && !read.includes(task.askId))
    .sort((a, b) => b.askedAt - a.askedAt)[0];
}

/** One thing at a time, a rescue before a drill: an ask that waits for its answer first (the soonest deadline), then what has gone farthest. */
export function firstTask(tasks: readonly CrewTask[]): CrewTask | undefined {
  const toDo = tasks.filter((task) => task.status !== "stood-down");
  const order = (task: CrewTask): number => (task.status === "asked" ? -1e15 + task.respondBy : -rank[task.status]);
  return toDo.sort((a, b) => Number(a.drill) - Number(b.drill) || order(a) - order(b))[0];
}
