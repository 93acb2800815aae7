import type { Urgency } from "../../src/rooms/rescue/contract.ts";

/** One tone per urgency: pitches in Hz, one after the other. */
const tones: Readonly<Record<Urgency, readonly number[]>> = {
  life: [880, 660, 880, 660],
  trapped: [784, 988],
  "late-soon": [587, 587],
  information: [523],
  done: [523, 659, 784],
};
const noteSeconds = 0.18;
const repeatMs = 3_000;

let context: AudioContext | undefined;
let repeating: ReturnType<typeof setInterval> | undefined;

/** Browsers let a page sound only after a click or key; call this from one. True when it can be heard. */
export async function unlockSound(): Promise<boolean> {
  context ??= new AudioContext();
  if (context.state !== "running") await context.resume().catch(() => {});
  return context.state === "running";
}

export const soundIsUnlocked = (): boolean => context?.state === "running";

/** Plays the tone of an urgency once; silent while the browser does not allow sound. */
export function playTone(urgency: Urgency): void {
  if (context?.state !== "running") return;
  const begin = context.currentTime + 0.02;
  for (const [index, pitch] of tones[urgency].entries()) playNote(context, pitch, begin + index * noteSeconds);
}

function playNote(audio: AudioContext, pitch: number, at: number): void {
  const oscillator = audio.createOscillator();
  const volume = audio.createGain();
  oscillator.frequency.value = pitch;
  oscillator.type = "triangle";
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.25, at + 0.02);
  volume.gain.linearRampToValueAtTime(0, at + noteSeconds);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(at);
  oscillator.stop(at + noteSeconds);
}

/** Repeats the tone until `acknowledgeSound`: for life at risk, and for an ask to a crew. */
export function repeatTone(urgency: Urgency): void {
  acknowledgeSound();
  playTone(urgency);
  repeating = setInterval(() => playTone(urgency), repeatMs);
}

export function acknowledgeSound(): void {
  clearInterval(repeating);
  repeating = undefined;
}
