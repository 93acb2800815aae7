/**
 * Offline is judged by each device's own rhythm (它自己的节奏). What is learned is its usual pause between two signs of life: a longer one
 * raises it at once, though to no more than the silence that was allowed; shorter ones bring it down slowly, so that a device that speaks in
 * bursts keeps its pauses. A device counts as offline after `offlineFactor` times its usual pause, within the least and the most patience.
 * Times are whole seconds.
 */
export type RhythmSettings = {
  readonly offlineFactor: number;
  readonly offlineLeastSeconds: number;
  readonly offlineMostSeconds: number;
  /** The silence allowed to a device that has neither shown nor declared a rhythm. */
  readonly offlineUnknownSeconds: number;
};

/** Of how many pauses the usual one is made, about. */
const pausesRemembered = 64;

/** What is believed of a device before it has shown anything: what its last docking check promised, else the setting. */
export const firstRhythm = (declaredSeconds: number | undefined, settings: RhythmSettings): number =>
  declaredSeconds ?? Math.ceil(settings.offlineUnknownSeconds / settings.offlineFactor);

/** How long a device may be silent. */
export const allowedSilence = (usualSeconds: number, settings: RhythmSettings): number =>
  Math.min(settings.offlineMostSeconds, Math.max(settings.offlineLeastSeconds, usualSeconds * settings.offlineFactor));

/** The usual pause after another pause. One long silence makes a device more patient, never without bound. */
export function learnPause(usualSeconds: number, pauseSeconds: number, settings: RhythmSettings): number {
  const pause = Math.max(1, pauseSeconds);
  if (pause >= usualSeconds) return Math.max(usualSeconds, Math.min(pause, allowedSilence(usualSeconds, settings)));
  return usualSeconds - Math.ceil((usualSeconds - pause) / pausesRemembered);
}
