import type { StormScene } from "./storm-scene.ts";

/** What dispatchers know while a storm lasts: estimates, who stands where, who refused what. Minutes. */
export type StormState = {
  readonly scene: StormScene;
  /** Known and not given to a crew that is on its way or there. */
  readonly open: Set<number>;
  readonly crews: {
    /** The last lift that it was sent to; null = still where it stood at first. */
    at: number | null;
    busy: boolean;
    /** When it is expected to be free, by what is known. */
    expectedFree: number;
  }[];
  /** crew × lift: refused. */
  readonly barred: Uint8Array;
  /** Whether anybody knows who is inside. */
  readonly personsKnown: boolean;
};

export const roadTold = ({ scene, crews }: StormState, crew: number, lift: number): number =>
  roadFrom(scene, crew, crews[crew]?.at ?? null, lift);

/** Estimated road minutes of a crew from a lift (null: from where it stood at first) to another. */
export function roadFrom(scene: StormScene, crew: number, from: number | null, lift: number): number {
  const n = scene.lifts.length;
  if (from === null) return scene.first[crew * n + lift] as number;
  const network = scene.crews[crew]?.network ?? 0;
  return scene.between[network][from * n + lift] as number;
}

export const isBarred = ({ barred, scene }: StormState, crew: number, lift: number): boolean =>
  barred[crew * scene.lifts.length + lift] === 1;
