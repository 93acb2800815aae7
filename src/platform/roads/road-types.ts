import type { Position } from "../../kernel/coordinates.ts";

/** How someone travels: by car, or by electric bicycle (at most 25 km/h, GB 17761). */
export type Travel = "car" | "e-bike";

/**
 * A time and a way on the ground. `roads`: computed on the road network, free-flowing traffic. `straight-line`: the
 * honest fall-back, straight-line distance × factor at a fixed speed; whoever shows it says that it is a guess.
 */
export type RoadTime = {
  readonly seconds: number;
  readonly metres: number;
  readonly source: "roads" | "straight-line";
};

export type Maneuver =
  | "depart"
  | "straight"
  | "slight-right"
  | "right"
  | "sharp-right"
  | "uturn"
  | "sharp-left"
  | "left"
  | "slight-left"
  | "ramp"
  | "ramp-right"
  | "ramp-left"
  | "exit-right"
  | "exit-left"
  | "keep-right"
  | "keep-left"
  | "merge"
  | "roundabout"
  | "leave-roundabout"
  | "ferry"
  | "arrive";

/** One piece of a route, without words: the page writes them from the maneuver and the street in its own language. */
export type RoadStep = {
  readonly maneuver: Maneuver;
  readonly streetNames: readonly string[];
  readonly metres: number;
  readonly seconds: number;
};

/** `line` is WGS 84 as [longitude, latitude]; of a `straight-line` route it has the two ends only and no steps. */
export type RoadRoute = RoadTime & {
  readonly line: readonly (readonly [lon: number, lat: number])[];
  readonly steps: readonly RoadStep[];
};

/** Whose streets they are: a real map's, which is credited, or a simulated city's, which nobody may take for a place. */
export type RoadOrigin = "openstreetmap" | "invented";

/** A street as a plain WGS 84 line; `broad`: a main road. */
export type Street = { readonly broad: boolean; readonly line: readonly (readonly [lon: number, lat: number])[] };

export type Area = { readonly west: number; readonly south: number; readonly east: number; readonly north: number };

/**
 * `no-roads`: nobody has built any. `starting`: first start, or again after a death. `failed`: these roads cannot be
 * used (`reason` says why); every answer is a fall-back until they are built anew or the engine comes back.
 */
export type RoadState = {
  readonly status: "ready" | "no-roads" | "failed" | "starting";
  readonly reason?: string;
};

/** `seconds` row by row: source i to target j at i × targets + j; `known` is 1 where they are of the roads. */
export type RoadMatrix = { readonly seconds: Float32Array; readonly known: Uint8Array; readonly onRoads: number };

export type RoadEngine = {
  readonly state: () => RoadState;
  /**
   * Road time from each source to the one target, in the order of the sources. Never rejects: what cannot be had in
   * time falls back, marked. Only the nearest 300 sources are asked on the roads. A position that is none gets
   * infinite seconds, so that it ranks last.
   */
  readonly timesTo: (sources: readonly Position[], target: Position, travel: Travel) => Promise<readonly RoadTime[]>;
  /**
   * Road seconds between many places, for tours over several lifts. Never rejects: pairs that cannot be had within `limitMs`
   * fall back, and `onRoads` counts those that are of the roads. Asked in parts, so that other questions get their turn.
   */
  readonly matrix: (
    sources: readonly Position[],
    targets: readonly Position[],
    asked: { readonly travel: Travel; readonly limitMs: number },
  ) => Promise<RoadMatrix>;
  /** Never rejects; falls back to a marked straight line. */
  readonly route: (from: Position, to: Position, travel: Travel) => Promise<RoadRoute>;
  /** Mapbox vector tile (not compressed) with the layers `roads` and `ground` (class, name), zoom 10–16; undefined where there is none. */
  readonly tile: (z: number, x: number, y: number) => Promise<Uint8Array | undefined>;
  /** Streets of a tile as lines, for a page without a map library; empty where there are none, or no answer in time. */
  readonly streets: (z: number, x: number, y: number) => Promise<readonly Street[]>;
  /** Where there are road lines; undefined until the roads are ready. */
  readonly area: () => Area | undefined;
  /** Whom the map credits for them; undefined until the roads are ready. */
  readonly origin: () => RoadOrigin | undefined;
  readonly stop: () => Promise<void>;
};
