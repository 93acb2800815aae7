import { z } from "zod";

export const unfitReasons = ["agreement", "hours", "certificate", "skill"] as const;
export type UnfitReason = (typeof unfitReasons)[number];
const fitFactors = [...unfitReasons, "brand", "kit"] as const;

/** How a crew fits a lift. `unknown`: nobody wrote it down, and it counts as if it were there. */
export const crewFit = z.object({
  /** What it lacks that the rules ask for: it is asked only where nobody lacks nothing. */
  unfit: z.array(z.enum(unfitReasons)),
  /** What ranks only, as seconds added to its road time. */
  addedSeconds: z.int(),
  factors: z.array(
    z.object({ name: z.enum(fitFactors), state: z.enum(["ok", "lacking", "unknown"]), seconds: z.int() }),
  ),
});
export type CrewFit = z.infer<typeof crewFit>;

/** What a crew's unit says that it can do (room of crews); an empty list: not stated. */
export type CrewSays = {
  readonly skills: readonly string[];
  readonly brands: readonly string[];
  readonly kit: readonly string[];
  readonly hours: { readonly opensMinute: number; readonly closesMinute: number } | null;
  readonly agreement: { readonly no: string; readonly from: string | null; readonly to: string | null };
  readonly members: number;
  readonly certified: number;
};

/** What the rules of the region ask of a crew. */
export type FitRules = {
  readonly agreement: boolean;
  readonly hours: boolean;
  readonly certificate: boolean;
  readonly skill: boolean;
  readonly brandSeconds: number;
  readonly kitSeconds: number;
};
/** Of the lift and the moment. */
export type FitNeed = {
  readonly liftKind: string | null;
  readonly brand: string | null;
  /** The day, and minutes after midnight, in China. */
  readonly day: string;
  readonly minute: number;
};
