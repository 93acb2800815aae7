import { z } from "zod";
import { splitReply } from "../../src/rooms/rescue/contract/merging.ts";
import { stormDone, stormList } from "../../src/rooms/rescue/contract/storms.ts";
import { candidateList, openReply } from "../../src/rooms/rescue/contract.ts";
import { keyOf, untilAnswered } from "../api.ts";
import type { CourseName } from "./draw-point.ts";
import {
  call,
  crew,
  desk,
  deviceSays,
  type Left,
  nextAsk,
  openAt,
  press,
  rowOf,
  type Scene,
  type SceneLift,
  until,
} from "./scene.ts";
import { shiftHandedOver } from "./shift-course.ts";

/** Plays one life of incidents from the first alarm to the last record, whatever dies meanwhile. */
type Course = (scene: Scene) => Promise<readonly Left[]>;

const ended = ["PeopleFreed", "LiftSecured", "IncidentClosed"] as const;
const came = ["CrewAccepted", "CrewArrived"] as const;
const cause = { cause: "201", method: "level-door", note: null } as const;
const nobodyHurt = { count: 1, injured: 0 } as const;

/** The desk writes an incident to its end: for lives whose point lies elsewhere. */
async function endByDesk(scene: Scene, id: string, word = ""): Promise<void> {
  await desk(scene, id, "freed", { body: { ...nobodyHurt, by: "themselves" }, word });
  await desk(scene, id, "secured", { body: { state: "running" }, word });
  await desk(scene, id, "close", { body: cause, word });
}

/** From an ask to the closed record, on the crew's phone. */
async function rescueBy(scene: Scene, ask: Awaited<ReturnType<typeof nextAsk>>): Promise<void> {
  await crew(scene, ask, "accept");
  await crew(scene, ask, "arrived", { body: { position: null } });
  await crew(scene, ask, "freed", { body: { ...nobodyHurt, by: "crew" } });
  await crew(scene, ask, "secured", { body: { state: "stopped" } });
  await crew(scene, ask, "close", { body: cause });
}

/** The device calls once more only after it has told that it is free. */
async function trappedByDevice(scene: Scene, lift: SceneLift): Promise<() => Promise<void>> {
  const id = keyOf(scene.name, "trapped");
  await deviceSays(scene, lift, { id, at: Date.now(), code: "entrapment", phase: "raised" });
  return () =>
    deviceSays(scene, lift, {
      ...{ id: keyOf(scene.name, "cleared"), at: Date.now() },
      ...{ code: "entrapment", phase: "cleared", clears: id },
    });
}

const deviceToRepair: Course = async (scene) => {
  const clear = await trappedByDevice(scene, scene.lift);
  const id = await openAt(scene, scene.lift);
  await desk(scene, id, "take");
  const ask = await nextAsk(scene, id);
  await crew(scene, ask, "accept");
  await crew(scene, ask, "arrived", { body: { position: null } });
  await crew(scene, ask, "freed", { body: { ...nobodyHurt, by: "crew" } });
  await crew(scene, ask, "secured", { body: { state: "stopped" } });
  await desk(scene, id, "repair", { body: { to: null } });
  await crew(scene, ask, "close", { body: cause });
  await clear();
  await desk(scene, id, "follow-up", { body: { reached: true, satisfaction: 5, note: null } });
  return [{ id, once: ["IncidentTaken", ...came, ...ended, "HandedToRepair", "FollowedUp"] }];
};

const refusedAndHurt: Course = async (scene) => {
  const id = await call(scene, { lift: scene.lift });
  await desk(scene, id, "persons", { body: { persons: 2, injured: 1, vulnerable: true } });
  await desk(scene, id, "outside-help", { body: { service: "120", note: null } });
  const first = await nextAsk(scene, id);
  await crew(scene, first, "refuse", { body: { reason: "busy", text: null } });
  await rescueBy(scene, await nextAsk(scene, id, [first.askId]));
  await desk(scene, id, "accident/report", { body: { to: "区局值班室" } });
  const once = ["OutsideHelpRecorded", "CrewRefused", "AccidentSuspected", "AccidentReported", ...came, ...ended];
  return [{ id, once }];
};

const threeAlarmsTwoDesks: Course = async (scene) => {
  const [clear] = await Promise.all([
    trappedByDevice(scene, scene.lift),
    press(scene, scene.lift),
    call(scene, { lift: scene.lift, by: 1 }),
  ]);
  const id = await openAt(scene, scene.lift);
  await Promise.all([desk(scene, id, "take", { by: 0 }), desk(scene, id, "take", { by: 1 })]);
  const ask = await nextAsk(scene, id);
  const said = { body: { ...nobodyHurt, by: "use-unit" }, refusals: ["RESCUE_ALARM_SINCE"] };
  await until(scene, "all three alarms", async () => ((await rowOf(scene, id)).alarms === 3 ? true : undefined));
  // The crew accepts while both desks write that the use unit has freed them: whoever is second changes nothing.
  await Promise.all([
    desk(scene, id, "freed", { ...said, by: 0 }),
    desk(scene, id, "freed", { ...said, by: 1 }),
    crewMayBeLate(scene, ask),
  ]);
  await Promise.all([
    desk(scene, id, "secured", { body: { state: "running" }, by: 0 }),
    desk(scene, id, "secured", { body: { state: "running" }, by: 1 }),
  ]);
  await desk(scene, id, "close", { body: cause });
  await clear();
  return [{ id, once: ["IncidentTaken", ...ended] }];
};

const crewMayBeLate = (scene: Scene, ask: Parameters<typeof crew>[1]) =>
  crew(scene, ask, "accept", { refusals: ["RESCUE_PEOPLE_ARE_OUT", "RESCUE_ASK_WITHDRAWN"] });

const mergedAndSplit: Course = async (scene) => {
  const reason = "同一台电梯，来电说的是俗称";
  await press(scene, scene.lift);
  const into = await openAt(scene, scene.lift);
  const from = await call(scene, { place: `说不清哪一部 ${scene.name}`, moves: true });
  await desk(scene, from, "merge", { body: { into, reason } });
  await desk(scene, from, "unmerge", { body: { reason } });
  await desk(scene, from, "merge", { body: { into, reason }, word: "again" });
  await call(scene, { lift: scene.lift, by: 1, word: "elsewhere", moves: true });
  const alarmKey = `call/${keyOf(scene.name, "call", 1, "elsewhere")}`;
  const apart = await split(scene, into, alarmKey);
  await desk(scene, apart, "false-alarm", { body: { reason: "无人被困" } });
  await endByDesk(scene, into);
  return [
    { id: from, once: ["MergeUndone"] },
    { id: into, once: ["JoinUndone", "AlarmSplitOff", ...ended] },
    { id: apart, once: ["FalseAlarmConfirmed", "IncidentClosed"] },
  ];
};

async function split(scene: Scene, id: string, alarmKey: string): Promise<string> {
  const key = keyOf(scene.name, "split");
  const body = { key, alarmKey, liftId: null, rescueCode: null, place: `另一处 ${scene.name}`, reason: "另一起" };
  const send = () => scene.desks[0].post(`/api/v1/incidents/${id}/split`, body, splitReply);
  const reply = await scene.book.say({ name: "split", kind: "command", mark: key, send });
  if (reply === undefined) throw new Error("a split of an alarm that is there is not refused");
  return reply.incidentId;
}

/** A drill's crew is at the lift when a real alarm comes: the drill lets it go, and the rescue has it. */
const drillAndReal: Course = async (scene) => {
  const { lift, crewIds } = scene;
  const key = keyOf(scene.name, "drill");
  const body = {
    ...{ key, liftId: lift.id, scenario: "停电，一人被困", persons: 1, injured: 0, vulnerable: false },
    ...{ crewIds: crewIds.slice(0, 20), tellUseUnit: false, callOutside: false },
  };
  const send = () => scene.desks[0].post("/api/v1/drills", body, openReply);
  const same = (reply: unknown) => openReply.parse(reply).incidentId;
  const drill = await scene.book.say({ name: "drill", kind: "alarm", mark: `drill/${key}`, send, same });
  const drillId = drill?.incidentId ?? "";
  const played = await nextAsk(scene, drillId);
  // The rescue beside it may need this crew already.
  const refusals = ["RESCUE_ASK_WITHDRAWN"];
  await crew(scene, played, "accept", { refusals });
  await crew(scene, played, "arrived", { body: { position: null }, refusals });
  await press(scene, lift);
  const id = await openAt(scene, lift);
  await rescueBy(scene, await nextAsk(scene, id));
  await desk(scene, drillId, "drill/remark", { body: { text: "真实警情，演练让出" } });
  const taken = (await rowOf(scene, id)).asks.some(({ crewId }) => crewId === played.crewId);
  if (taken)
    await until(scene, "the drill to let its crew go", async () =>
      (await rowOf(scene, drillId)).asks.find(({ askId, status }) => askId === played.askId && status === "stood-down"),
    );
  if ((await rowOf(scene, drillId)).closedAt === null)
    await desk(scene, drillId, "drill/break-off", {
      body: { reason: "真实救援" },
      refusals: ["RESCUE_ALREADY_CLOSED"],
    });
  return [
    { id, once: [...came, ...ended] },
    { id: drillId, once: ["DrillBrokenOff", "DrillRemarked"] },
  ];
};

/** Nobody says anything: the platform finds by itself that the crew is silent, and asks the next. */
const nobodyAnswers: Course = async (scene) => {
  await press(scene, scene.hastyLift);
  const id = await openAt(scene, scene.hastyLift);
  const first = await nextAsk(scene, id);
  const second = await nextAsk(scene, id, [first.askId]);
  await until(scene, "the silent crew to be overdue", async () =>
    (await rowOf(scene, id)).asks.find(({ askId, status }) => askId === first.askId && status === "overdue"),
  );
  await desk(scene, id, `asks/${second.askId}/accept`, { refusals: ["RESCUE_ASK_WITHDRAWN"] });
  await endByDesk(scene, id);
  return [{ id, once: [...ended] }];
};

const secondCrew: Course = async (scene) => {
  const id = await call(scene, { lift: scene.lift });
  await desk(scene, id, "second-crew", { body: { allowed: false, reason: "由值班员决定" } });
  const first = await nextAsk(scene, id);
  await crew(scene, first, "accept");
  const other = await until(scene, "another crew", async () => {
    const { candidates } = await scene.desks[0].get(`/api/v1/incidents/${id}/candidates`, candidateList);
    return candidates.find(({ crewId, why }) => crewId !== first.crewId && why.rule !== "contracted-unit")?.crewId;
  });
  // Killed between the first ask and the desk's word, the platform may have asked a second crew by itself.
  const already = ["RESCUE_TWO_CREWS_ALREADY", "RESCUE_CREW_ALREADY_ASKED"];
  await desk(scene, id, "ask-beside", { body: { crewId: other, reason: "路上拥堵" }, refusals: already });
  const second = await nextAsk(scene, id, [first.askId]);
  await crew(scene, second, "accept");
  await crew(scene, second, "arrived", { body: { position: null } });
  await crew(scene, second, "freed", { body: { ...nobodyHurt, by: "crew" } });
  await desk(scene, id, "secured", { body: { state: "running" } });
  await desk(scene, id, "close", { body: cause });
  return [{ id, once: ["SecondCrewSwitched", "CrewArrived", ...ended] }];
};

const takenUpAgain: Course = async (scene) => {
  const id = await call(scene, { lift: scene.lift });
  await endByDesk(scene, id);
  await desk(scene, id, "reopen", { body: { reason: "里面还有人", stillInside: true } });
  await rescueBy(
    scene,
    await nextAsk(
      scene,
      id,
      (await rowOf(scene, id)).asks.filter(isOver).map(({ askId }) => askId),
    ),
  );
  return [{ id, once: ["IncidentReopened", ...came] }];
};
const isOver = ({ status }: { readonly status: string }): boolean => status !== "asked";

const fault: Course = async (scene) => {
  const id = await call(scene, { lift: scene.lift, kind: "fault" });
  await desk(scene, id, "note", { body: { text: "三层门关不上" } });
  await desk(scene, id, "repair", { body: { to: null } });
  await desk(scene, id, "close", { body: { ...cause, method: null } });
  return [{ id, once: ["HandedToRepair", "IncidentClosed"] }];
};

/**
 * A storm from its declaration to its end: three lifts, supply that is marked as back, one crew sent by the plan, the others closed in bulk.
 * A second one beside it in the same county is the same storm; it may be over before this one's last words.
 */
const storm: Course = async (scene) => {
  const over = ["RESCUE_STORM_UNKNOWN"];
  const stormId = await declareStorm(scene);
  const [a, b, c] = scene.stormLifts;
  const ids = [
    await call(scene, { lift: a, word: "a" }),
    await call(scene, { lift: b, word: "b" }),
    await call(scene, { lift: c, word: "c" }),
  ] as const;
  await desk(scene, ids[0], "persons", { body: { persons: 3, injured: 0, vulnerable: true } });
  const ask = await nextAsk(scene, ids[0]);
  await crew(scene, ask, "accept");
  await crew(scene, ask, "arrived", { body: { position: null } });
  const group = await groupOf(scene, stormId, ids[1]);
  if (group !== undefined) await inStorm(scene, stormId, "supply-back", { body: { group }, refusals: over });
  await crew(scene, ask, "freed", { body: { ...nobodyHurt, by: "crew" } });
  await crew(scene, ask, "secured", { body: { state: "stopped" } });
  await crew(scene, ask, "close", { body: cause });
  await inStorm(scene, stormId, "end", { body: { reason: "供电恢复" }, refusals: over });
  for (const id of [ids[1], ids[2]]) await endByDesk(scene, id);
  return [
    { id: ids[0], once: [...came, ...ended] },
    { id: ids[1], once: [...ended] },
    { id: ids[2], once: [...ended] },
  ];
};

async function declareStorm(scene: Scene): Promise<string> {
  const key = keyOf(scene.name, "storm");
  const body = { key, regionCode: scene.stormRegion, reason: "停电" };
  const send = () => scene.desks[0].post("/api/v1/storms", body, stormDone);
  // Where another has declared it, the key is not kept: said again later it would be another storm.
  const running = await untilAnswered(() => scene.desks[0].get("/api/v1/storms", stormList), scene.signal);
  const known = running.storms.find(({ endedAt, regionCode }) => endedAt === null && regionCode === scene.stormRegion);
  if (known !== undefined) return known.id;
  const reply = await scene.book.say({ name: "storm", kind: "storm", mark: key, send });
  if (reply === undefined) throw new Error("a storm is never refused");
  return reply.id;
}

type StormWords = { readonly body: object; readonly refusals: readonly string[] };

async function inStorm(scene: Scene, id: string, path: string, { body, refusals }: StormWords): Promise<void> {
  const key = keyOf(scene.name, id, path);
  const send = () => scene.desks[0].post(`/api/v1/storms/${id}/${path}`, { key, ...body }, z.unknown());
  await scene.book.say({ name: path, kind: "storm", mark: key, send }, refusals);
}

/** The group in which an incident stands; undefined: the storm is over, or its people are out. */
async function groupOf(scene: Scene, stormId: string, incidentId: string): Promise<string | undefined> {
  const { storms } = await untilAnswered(() => scene.desks[0].get("/api/v1/storms", stormList), scene.signal);
  const { groups = [] } = storms.find(({ id }) => id === stormId) ?? {};
  return groups.find(({ incidents }) => incidents.some(({ id }) => id === incidentId))?.key;
}

export const courses: Readonly<Record<CourseName, Course>> = {
  "device-to-repair": deviceToRepair,
  "refused-and-hurt": refusedAndHurt,
  "three-alarms-two-desks": threeAlarmsTwoDesks,
  "merged-and-split": mergedAndSplit,
  "drill-and-real": drillAndReal,
  "nobody-answers": nobodyAnswers,
  "second-crew": secondCrew,
  "taken-up-again": takenUpAgain,
  fault,
  storm,
  "shift-handed-over": shiftHandedOver,
};
