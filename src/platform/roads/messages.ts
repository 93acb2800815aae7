import type { Position } from "../../kernel/coordinates.ts";
import type { Area, RoadOrigin, RoadRoute, RoadTime, Street, Travel } from "./road-types.ts";

/** A question and, by its kind, the shape of its answer; undefined where the roads know none. */
export type Questions = {
  readonly times: {
    readonly question: { readonly sources: readonly Position[]; readonly target: Position; readonly travel: Travel };
    readonly answer: readonly (RoadTime | undefined)[];
  };
  /** Road seconds of every source (row) to every target (column); null where the roads know no way. */
  readonly matrix: {
    readonly question: {
      readonly sources: readonly Position[];
      readonly targets: readonly Position[];
      readonly travel: Travel;
    };
    readonly answer: readonly (readonly (number | null)[])[] | undefined;
  };
  readonly route: {
    readonly question: { readonly from: Position; readonly to: Position; readonly travel: Travel };
    readonly answer: RoadRoute | undefined;
  };
  readonly tile: {
    readonly question: { readonly z: number; readonly x: number; readonly y: number };
    readonly answer: Uint8Array | undefined;
  };
  readonly streets: {
    readonly question: { readonly z: number; readonly x: number; readonly y: number };
    readonly answer: readonly Street[];
  };
};
export type Kind = keyof Questions;

/** To the child. After `until` (epoch ms) nobody waits for the answer any more, and the child need not begin. */
export type Ask<K extends Kind = Kind> = {
  [Each in K]: { readonly id: number; readonly until: number; readonly kind: Each } & Questions[Each]["question"];
}[K];

/** From the child. */
export type Told =
  | { readonly kind: "ready"; readonly area: Area; readonly origin: RoadOrigin }
  | { readonly kind: "unusable"; readonly reason: string }
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  | { readonly kind: "refused"; readonly id: number; readonly reason: string };
