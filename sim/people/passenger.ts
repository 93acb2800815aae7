import { carAlarmReply, carProgress, done } from "../../src/rooms/rescue/contract.ts";
import { type Api, keyOf, untilAnswered } from "../api.ts";

/** Somebody in the car who scans the sign and presses "I am trapped"; says once more whose progress it is. */
export async function pressCarButton(
  api: Api,
  rescueCode: string,
  emergency: string,
  signal: AbortSignal,
): Promise<string> {
  const key = keyOf("passenger", rescueCode, emergency);
  const path = `/api/v1/public/lifts/${rescueCode}/alarm`;
  const { progressKey } = await untilAnswered(() => api.post(path, { key, t: null }, carAlarmReply), signal, 1_000);
  return progressKey;
}

/** "We are out", said when the page shows that it still waits for this word. */
export async function sayFree(api: Api, progressKey: string, signal: AbortSignal): Promise<void> {
  const progress = await untilAnswered(() => api.get(`/api/v1/public/progress/${progressKey}`, carProgress), signal);
  if (progress.saidFree || progress.stage === "closed") return;
  const key = keyOf("passenger-free", progressKey);
  await untilAnswered(() => api.post(`/api/v1/public/progress/${progressKey}/free`, { key }, done), signal);
}
