import type { Instant } from "../../../kernel/clock.ts";
import type { RhythmSettings } from "../model/rhythm.ts";
import { allowedSilence, firstRhythm, learnPause } from "../model/rhythm.ts";
import type { Device } from "./device.ts";
import type { Fleet } from "./fleet.ts";

/**
 * What the rounds remember of each device, by its small number, in whole seconds: sixteen bytes a device, whatever happens. Frames write
 * nothing here: a round looks at when each device was heard last, which is known anyway.
 */
export type ContactMemory = {
  /** When it had been heard last, as of the round before; 0: not met yet. */
  seen: Uint32Array;
  /** Its usual pause; 0: it has shown none. */
  usual: Uint32Array;
  /** `usual` as the database has it. */
  written: Uint32Array;
  /** Its open row of `devices.offline` says since when; 0: it has none. */
  offline: Uint32Array;
};

export const newContactMemory = (): ContactMemory => ({
  seen: new Uint32Array(0),
  usual: new Uint32Array(0),
  written: new Uint32Array(0),
  offline: new Uint32Array(0),
});

const roomAhead = 4_096;
function grown(array: Uint32Array, length: number): Uint32Array {
  const larger = new Uint32Array(length);
  larger.set(array);
  return larger;
}

/** Room for a device of this number. */
export function makeRoom(memory: ContactMemory, no: number): void {
  if (no < memory.seen.length) return;
  const length = no + 1 + roomAhead;
  for (const name of ["seen", "usual", "written", "offline"] as const) memory[name] = grown(memory[name], length);
}

export const inSeconds = (at: Instant): number => Math.floor(at / 1_000);
export const usualOf = ({ usual }: ContactMemory, no: number, settings: RhythmSettings): number =>
  usual[no] || firstRhythm(undefined, settings);

export type Quiet = {
  readonly device: Device;
  /** Undefined where this process knows nothing of its last frame. */
  readonly since: Instant | undefined;
  readonly allowedSeconds: number;
};
export type Look = { readonly quiet: readonly Quiet[]; readonly back: readonly Device[] };
export type LookAt = {
  readonly now: Instant;
  /** Since when this process has been able to hear devices without a break: no silence before it counts. */
  readonly listeningSince: Instant;
  readonly settings: RhythmSettings;
};

/** So many devices are looked at in one go; then others have their turn. */
const atOnce = 20_000;
const othersTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** One round: learns pauses, and finds who has been silent for too long and who of the offline speaks again. */
export async function lookAtFleet(fleet: Fleet, memory: ContactMemory, at: LookAt): Promise<Look> {
  const quiet: Quiet[] = [];
  const back: Device[] = [];
  let looked = 0;
  for (const device of fleet.all()) {
    looked += 1;
    if (looked % atOnce === 0) await othersTurn();
    if (device.revoked) continue;
    makeRoom(memory, device.no);
    const heard = inSeconds(device.heardAt);
    const offlineSince = memory.offline[device.no] ?? 0;
    if (offlineSince !== 0) {
      if (heard > offlineSince) back.push(device);
    } else if (heard > (memory.seen[device.no] ?? 0)) notePause(memory, device.no, { ...at, heard });
    else {
      const found = quietOf(memory, device, at);
      if (found !== undefined) quiet.push(found);
    }
    memory.seen[device.no] = heard;
  }
  return { quiet, back };
}

function notePause(memory: ContactMemory, no: number, at: LookAt & { readonly heard: number }): void {
  const before = memory.seen[no] ?? 0;
  if (before < inSeconds(at.listeningSince)) return;
  memory.usual[no] = learnPause(usualOf(memory, no, at.settings), at.heard - before, at.settings);
}

function quietOf(memory: ContactMemory, device: Device, { now, listeningSince, settings }: LookAt): Quiet | undefined {
  const at = device.heardAt;
  const allowedSeconds = allowedSilence(usualOf(memory, device.no, settings), settings);
  if (now - Math.max(at, listeningSince) <= allowedSeconds * 1_000) return undefined;
  return { device, since: at === 0 ? undefined : at, allowedSeconds };
}
