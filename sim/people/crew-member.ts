import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Position } from "../../src/kernel/coordinates.ts";
import { fieldMe } from "../../src/rooms/crews/contract.ts";
import {
  type CrewTask,
  causes,
  crewTask,
  freeMethods,
  refusalReasons,
  routeReply,
} from "../../src/rooms/rescue/contract.ts";
import { ApiError, keyOf, untilAnswered } from "../api.ts";
import type { Draws } from "../draws.ts";
import { watchLive } from "./live-client.ts";
import type { LoggedIn } from "./login.ts";
import type { Pace } from "./pace.ts";
import { placeAfter, wayAlong } from "./way.ts";

export type CrewMemberOptions = {
  readonly code: string;
  readonly base: Position;
  readonly session: LoggedIn;
  readonly pace: Pace;
  readonly draws: Draws;
  /** What the crew does to the real lift; resolves when its doors are open. */
  readonly openDoors: (rescueCode: string) => Promise<void>;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
};

type Member = CrewMemberOptions & {
  place: Position;
  /** Asks that this member has in hand. */
  readonly inHand: Map<string, AbortController>;
};

/**
 * A simulated crew: goes on duty, reports where it is, and does with each ask what a crew does. It acts on the task's
 * status as its phone shows it, so after any break it goes on where the platform says it stands.
 */
export async function runCrewMember(options: CrewMemberOptions): Promise<void> {
  const member: Member = { ...options, place: options.base, inHand: new Map() };
  const { session, signal } = options;
  await onDuty(member);
  const positions = reportPositions(member);
  await watchLive(
    session.api,
    "crew",
    {
      onSnapshot: (_, rows) => {
        const tasks = rows.map((row) => crewTask.parse(row));
        const present = new Set(tasks.map((task) => task.askId));
        for (const [askId, work] of member.inHand) if (!present.has(askId)) work.abort();
        for (const task of tasks) hear(member, task);
      },
      onChange: (_, key, row) => {
        if (row === null) member.inHand.get(key)?.abort();
        else hear(member, crewTask.parse(row));
      },
      onLoggedOut: session.logIn,
    },
    signal,
  );
  await positions;
}

async function onDuty(member: Member): Promise<void> {
  const { session, signal, base } = member;
  await untilAnswered(async () => {
    if (session.session() === "") await session.logIn();
    try {
      await session.api.post("/api/v1/field/duty", { on: true, position: base }, fieldMe);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) await session.logIn();
      throw error instanceof ApiError && error.status === 401 ? new Error("logged in again") : error;
    }
  }, signal);
}

async function reportPositions(member: Member): Promise<void> {
  const { session, signal, pace, draws, code } = member;
  const every = pace.positionEverySeconds * 1_000;
  await pause(draws.between(0, every, code, "phase"), signal);
  while (!signal.aborted) {
    // A position that does not arrive is old news by the next one.
    await session.api.post("/api/v1/field/position", member.place, anything).catch(() => {});
    await pause(every, signal);
  }
}

const anything = z.unknown();

const pause = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }).catch(() => {});

function hear(member: Member, task: CrewTask): void {
  if (task.status === "stood-down") member.inHand.get(task.askId)?.abort();
  else take(member, task);
}

function take(member: Member, task: CrewTask): void {
  if (member.inHand.has(task.askId)) return;
  const own = new AbortController();
  member.inHand.set(task.askId, own);
  const signal = AbortSignal.any([own.signal, member.signal]);
  work(member, task, signal)
    .catch((error: unknown) => {
      if (!signal.aborted)
        member.report(`${member.code} ${task.no}: ${error instanceof Error ? error.message : error}`);
    })
    .finally(() => {
      member.inHand.delete(task.askId);
      void goHome(member);
    });
}

/** Back to the base when there is nothing more to do, so that each part of the city keeps its crew. */
async function goHome(member: Member): Promise<void> {
  await pause(homeAfterMs, member.signal);
  if (member.inHand.size === 0) member.place = member.base;
}
const homeAfterMs = 8_000;

type Step = (member: Member, task: CrewTask, signal: AbortSignal) => Promise<boolean>;

/** From where the task stands to its end; a step that is refused (another has done it) ends the work. */
async function work(member: Member, task: CrewTask, signal: AbortSignal): Promise<void> {
  const steps: readonly Step[] = [answer, travel, freePeople, secure, close];
  if (task.status === "stood-down") return;
  const first = { asked: 0, accepted: 1, arrived: 2, freed: 3, secured: 4 }[task.status];
  for (const step of steps.slice(first)) if (!(await step(member, task, signal))) return;
}

type Word = { readonly act: string; readonly body?: object };

/** False when the platform refuses for good: somebody else has done it, or the rescue is over. */
async function say(member: Member, task: CrewTask, { act, body }: Word, signal: AbortSignal): Promise<boolean> {
  const said = { key: keyOf("crew", task.askId, act), ...body };
  const path = `/api/v1/field/asks/${task.askId}/${act}`;
  try {
    await untilAnswered(() => member.session.api.post(path, said, anything), signal);
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    member.report(`${member.code} ${task.no} ${act}: ${error.code}`);
    return false;
  }
}

const drawn = ({ draws }: Member, [from, to]: readonly [number, number], ...key: string[]): number =>
  draws.between(from, to, ...key) * 1_000;

const answer: Step = async (member, task, signal) => {
  const { pace, draws } = member;
  await say(member, task, { act: "seen" }, signal);
  await pause(drawn(member, pace.answer, task.askId, "answer"), signal);
  const mood = draws.unit(task.askId, "mood");
  if (mood < pace.silent) return false;
  if (mood < pace.silent + pace.refuses) {
    const reason = draws.pick(refusalReasons, task.askId, "reason");
    await say(member, task, { act: "refuse", body: { reason, text: null } }, signal);
    return false;
  }
  return say(member, task, { act: "accept" }, signal);
};

const travel: Step = async (member, task, signal) => {
  const { pace, session } = member;
  if (pace.speed !== Number.POSITIVE_INFINITY) {
    const { lat, lon } = member.place;
    const route = await untilAnswered(
      () => session.api.get(`/api/v1/field/asks/${task.askId}/route?lat=${lat}&lon=${lon}`, routeReply),
      signal,
    );
    const way = wayAlong(member.place, route.line, task.position);
    const takesMs = Math.max(10_000, (route.seconds * 1_000) / pace.speed);
    const begun = performance.now();
    for (let share = 0; share < 1; share = (performance.now() - begun) / takesMs) {
      member.place = placeAfter(way, share);
      await pause(500, signal);
      if (signal.aborted) return false;
    }
  }
  member.place = task.position ?? member.place;
  return say(member, task, { act: "arrived", body: { position: task.position } }, signal);
};

const persons = [
  [1, 52],
  [2, 27],
  [3, 11],
  [4, 6],
  [6, 3],
  [9, 1],
] as const;

const freePeople: Step = async (member, task, signal) => {
  const { draws, pace } = member;
  await pause(drawn(member, pace.onScene, task.askId, "scene"), signal);
  if (signal.aborted) return false;
  if (task.rescueCode !== null) await member.openDoors(task.rescueCode);
  if (signal.aborted) return false;
  const count = task.persons ?? draws.weighted(persons, task.askId, "persons");
  const injured = draws.chance(0.02, task.askId, "injured") ? 1 : 0;
  return say(member, task, { act: "freed", body: { count, injured, by: "crew" } }, signal);
};

const secure: Step = async (member, task, signal) => {
  await pause(drawn(member, member.pace.closing, task.askId, "secure"), signal);
  const state = member.draws.chance(0.6, task.askId, "state") ? "stopped" : "running";
  return say(member, task, { act: "secured", body: { state } }, signal);
};

/** After published bulletins: about a third by people, a quarter from outside, the rest the machine's. */
const causeWeights: readonly (readonly [string, number])[] = [
  ["101", 14],
  ["102", 6],
  ["103", 9],
  ["104", 4],
  ["201", 20],
  ["202", 3],
  ["203", 2],
  ["301", 9],
  ["302", 5],
  ["303", 6],
  ["306", 3],
  ["405", 2],
  ["503", 4],
  ["505", 4],
  ["507", 2],
  ["601", 4],
  ["609", 2],
  ["700", 1],
];

const close: Step = async (member, task, signal) => {
  await pause(drawn(member, member.pace.closing, task.askId, "close"), signal);
  const cause = member.draws.weighted(causeWeights, task.askId, "cause");
  if (causes[cause] === undefined) throw new Error(`no cause ${cause}`);
  return say(
    member,
    task,
    { act: "close", body: { cause, method: member.draws.pick(freeMethods, task.askId, "method"), note: null } },
    signal,
  );
};
