import { z } from "zod";
import { handoverFile, shiftState } from "../../src/rooms/centre/contract/shift.ts";
import { ApiError, untilAnswered } from "../api.ts";
import type { LoggedIn } from "../people/login.ts";
import { call, desk, type Left, type Scene, until } from "./scene.ts";

/**
 * One shift ends and the next begins while a rescue is open: sat down, offered with what stands open, taken by the other after a fresh
 * log-in. Said again because no answer came, each is done once; what was taken is found so, with the rescue in both lists.
 */
export async function shiftHandedOver(scene: Scene): Promise<readonly Left[]> {
  const { lift, seats } = scene;
  const [before, after] = seats;
  const id = await call(scene, { lift });
  await untilAnswered(before.logIn, scene.signal);
  await say(scene, before, { path: "shift/begin", body: { seat: "1" } });
  await say(scene, before, { path: "handovers", body: { note: "一部困人，正在找人" } });
  const offered = await until(scene, "an offered shift", async () => {
    const { mine, offered: all } = await before.api.get("/api/v1/shift", shiftState);
    return all.find(({ fromPersonId }) => fromPersonId === mine?.personId);
  });
  await untilAnswered(after.logIn, scene.signal);
  await desk(scene, id, "note", { body: { text: "交接时仍未派出" } });
  await say(scene, after, {
    path: `handovers/${offered.id}/take`,
    body: { seat: "1", note: "已看" },
    doneBefore: "CENTRE_HANDOVER_OVER",
  });
  await handedOver(scene, offered, id);
  await say(scene, after, {
    path: "shift/leave",
    body: { reason: "这一场到此结束" },
    doneBefore: "CENTRE_NOT_ON_SHIFT",
  });
  await desk(scene, id, "freed", { body: { count: 1, injured: 0, by: "themselves" } });
  await desk(scene, id, "secured", { body: { state: "running" } });
  await desk(scene, id, "close", { body: { cause: "201", method: "level-door", note: null } });
  return [{ id, once: ["NoteAdded", "PeopleFreed", "LiftSecured", "IncidentClosed"] }];
}

/** Throws what does not fit: the shift has one at the desk, never both and never nobody. */
async function handedOver(
  { seats: [, after], signal }: Scene,
  offered: { readonly id: string; readonly fromPersonId: string },
  incidentId: string,
): Promise<void> {
  const state = await untilAnswered(() => after.api.get("/api/v1/shift", shiftState), signal);
  const file = await untilAnswered(() => after.api.get(`/api/v1/handovers/${offered.id}`, handoverFile), signal);
  const faults = [
    ...(state.mine === null ? ["nobody took the shift"] : []),
    ...(state.onShift.some(({ personId }) => personId === offered.fromPersonId) ? ["two have the shift"] : []),
    ...(file.takenAt === null || file.toPerson === null ? ["the hand-over was not taken"] : []),
    ...(JSON.stringify(file.offeredList).includes(incidentId) ? [] : ["the rescue is not in what was offered"]),
    ...(JSON.stringify(file.takenList).includes(incidentId) ? [] : ["the rescue is not in what was taken"]),
  ];
  if (faults.length > 0) throw new Error(faults.join("; "));
}

type Saying = { readonly path: string; readonly body: object; readonly doneBefore?: string };

/** Said until it is answered; the refusal that a repeat of what had been done is given is as good. */
async function say({ signal }: Scene, { api }: LoggedIn, { path, body, doneBefore }: Saying): Promise<void> {
  await untilAnswered(() => api.post(`/api/v1/${path}`, body, z.unknown()), signal, 60).catch((error: unknown) => {
    if (!(error instanceof ApiError && error.code === doneBefore)) throw error;
  });
}
