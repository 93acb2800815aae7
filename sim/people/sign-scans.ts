import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type LiftSummary, liftFile, liftList } from "../../src/rooms/lifts/contract.ts";
import { type Api, createApi, untilAnswered } from "../api.ts";
import type { Draws } from "../draws.ts";

/** Of the signs that hang; the others were torn off, or nobody has looked at them yet. */
const scannedShare = 0.86;
/** Under what one address may look at in a minute. */
const defaultPauseMs = 300;

type Scanning = {
  /** Knows what stands on the signs, as whoever printed them does. */
  readonly api: Api;
  /** The same at every start: who has looked at nothing today does not tomorrow, and the share stays below the whole. */
  readonly draws: Draws;
  readonly signal: AbortSignal;
  readonly pauseMs?: number;
};

/**
 * People look at the page of the QR code in the car, one after the other: the platform learns by it that the sign hangs. Each start goes through
 * all lifts and leaves out what is known. @returns how many signs were looked at.
 */
export async function scanSigns({ api, draws, signal, pauseMs = defaultPauseMs }: Scanning): Promise<number> {
  const world = createApi(api.http, () => ({}));
  let scanned = 0;
  for (let after: string | null = null; !signal.aborted; ) {
    const query: string = after === null ? "" : `&after=${encodeURIComponent(after)}`;
    const page = await untilAnswered(() => api.get(`/api/v1/lifts?limit=200${query}`, liftList), signal);
    for (const lift of page.lifts) {
      if (signal.aborted || !draws.chance(scannedShare, "sign-scan", lift.registerCode)) continue;
      if (!(await lookAt(api, world, lift, signal))) continue;
      scanned += 1;
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
    if (page.next === null) return scanned;
    after = page.next;
  }
  return scanned;
}

/** @returns false where no sign hangs, or somebody has looked at it before. */
async function lookAt(api: Api, world: Api, { id }: LiftSummary, signal: AbortSignal): Promise<boolean> {
  const { pagePath, sign } = await untilAnswered(() => api.get(`/api/v1/lifts/${id}`, liftFile), signal);
  if (pagePath === null || sign !== "posted") return false;
  const path = pagePath.replace(/^\/s\//, "/api/v1/public/lifts/");
  await untilAnswered(() => world.get(path, z.unknown()), signal);
  return true;
}
