import type { RhythmSettings } from "./rhythm.ts";
import type { TogetherSettings } from "./together.ts";

/** The values that the migration writes; those in force are rows of `devices.setting`, each with its source. */
export const defaultContactSettings: RhythmSettings & TogetherSettings = {
  offlineFactor: 3,
  offlineLeastSeconds: 300,
  offlineMostSeconds: 86_400,
  offlineUnknownSeconds: 3_600,
  togetherSeconds: 300,
  togetherMembers: 10,
  togetherMembersSmall: 3,
  togetherPercent: 80,
  togetherEndPercent: 20,
};
export type ContactSettings = typeof defaultContactSettings;
