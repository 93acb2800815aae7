import type { Position } from "../../src/kernel/coordinates.ts";
import { distanceMetres } from "../../src/kernel/coordinates.ts";

/** How a crew travels: 0 = by car, 1 = by e-bike. */
export type Network = 0 | 1;

/** One way of a map, by numbers of nodes. */
export type StreetWay = {
  readonly nodes: readonly number[];
  readonly highway: string;
  readonly oneWay: "no" | "forward" | "backward";
};

export type StreetMap = {
  readonly places: ReadonlyMap<number, Position>;
  readonly ways: readonly StreetWay[];
};

/**
 * km/h that the platform's estimates go by: by day in a city centre, waits at lights included. No source gives them for
 * one city; they are round figures, and the drawn ratio of real to estimated time (nature.ts) is on top.
 */
const carSpeed: Readonly<Record<string, number>> = {
  motorway: 50,
  trunk: 40,
  primary: 28,
  secondary: 25,
  tertiary: 22,
  unclassified: 20,
  residential: 16,
  living_street: 10,
  service: 10,
};
/** E-bikes may not use motorways and elevated roads; elsewhere they go at one pace (limit 25 km/h, GB 17761—2018). */
const bikeSpeed = 20;
const bikeForbidden = new Set(["motorway", "trunk"]);

type Arcs = { readonly from: number[]; readonly to: number[]; readonly seconds: number[] };

/** Arcs grouped by the node that they leave. */
type Star = { readonly start: Int32Array; readonly to: Int32Array; readonly seconds: Float32Array };

/** Crossings and ends of streets, and the times between them, for each network and both directions of looking. */
export type RoadNet = {
  readonly places: readonly Position[];
  readonly away: readonly [Star, Star];
  readonly towards: readonly [Star, Star];
  readonly scratch: Scratch;
};

/** Nodes between crossings carry nothing but length: only crossings and ends stay, of the part where everybody reaches everybody. */
export function roadNetOf(map: StreetMap): RoadNet {
  const whole = netOf(map, crossingsOf(map));
  const everywhere = reachedByAll(whole);
  return everywhere.length === whole.places.length ? whole : only(whole, everywhere);
}

function crossingsOf({ ways }: StreetMap): Map<number, number> {
  const uses = new Map<number, number>();
  for (const { nodes } of ways)
    for (const [i, node] of nodes.entries())
      uses.set(node, (uses.get(node) ?? 0) + (i === 0 || i === nodes.length - 1 ? 2 : 1));
  const numbers = new Map<number, number>();
  for (const [node, count] of uses) if (count > 1) numbers.set(node, numbers.size);
  return numbers;
}

function netOf(map: StreetMap, numbers: ReadonlyMap<number, number>): RoadNet {
  const places: Position[] = [];
  for (const [node, number] of numbers) places[number] = placeOf(map, node);
  const arcs: [Arcs, Arcs] = [
    { from: [], to: [], seconds: [] },
    { from: [], to: [], seconds: [] },
  ];
  for (const way of map.ways) addWay(map, numbers, way, arcs);
  return netFrom(places, arcs);
}

const placeOf = ({ places }: StreetMap, node: number): Position => places.get(node) ?? { lat: 0, lon: 0 };

function addWay(
  map: StreetMap,
  numbers: ReadonlyMap<number, number>,
  way: StreetWay,
  arcs: readonly [Arcs, Arcs],
): void {
  const roadClass = way.highway.replace(/_link$/, "");
  let metres = 0;
  let from: number | undefined;
  let before: Position | undefined;
  for (const node of way.nodes) {
    const place = placeOf(map, node);
    if (before !== undefined) metres += distanceMetres(before, place);
    before = place;
    const number = numbers.get(node);
    if (number === undefined) continue;
    if (from !== undefined && from !== number) addStretch(arcs, { from, to: number, metres }, way, roadClass);
    from = number;
    metres = 0;
  }
}

type Stretch = { readonly from: number; readonly to: number; readonly metres: number };

function addStretch([car, bike]: readonly [Arcs, Arcs], stretch: Stretch, way: StreetWay, roadClass: string): void {
  const { from, to, metres } = stretch;
  const byCar = (metres / (carSpeed[roadClass] ?? 15)) * 3.6;
  if (way.oneWay !== "backward") addArc(car, from, to, byCar);
  if (way.oneWay !== "forward") addArc(car, to, from, byCar);
  if (bikeForbidden.has(roadClass)) return;
  const byBike = (metres / bikeSpeed) * 3.6;
  addArc(bike, from, to, byBike);
  addArc(bike, to, from, byBike);
}

function addArc(arcs: Arcs, from: number, to: number, seconds: number): void {
  arcs.from.push(from);
  arcs.to.push(to);
  arcs.seconds.push(seconds);
}

function netFrom(places: readonly Position[], [car, bike]: readonly [Arcs, Arcs]): RoadNet {
  const n = places.length;
  return {
    places,
    away: [starOf(n, car.from, car.to, car.seconds), starOf(n, bike.from, bike.to, bike.seconds)],
    towards: [starOf(n, car.to, car.from, car.seconds), starOf(n, bike.to, bike.from, bike.seconds)],
    scratch: scratchFor(n),
  };
}

function starOf(n: number, from: readonly number[], to: readonly number[], seconds: readonly number[]): Star {
  const start = new Int32Array(n + 1);
  for (const node of from) start[node + 1] = (start[node + 1] as number) + 1;
  for (let i = 0; i < n; i += 1) start[i + 1] = (start[i + 1] as number) + (start[i] as number);
  const next = start.slice();
  const star = { start, to: new Int32Array(from.length), seconds: new Float32Array(from.length) };
  for (const [arc, node] of from.entries()) {
    const at = next[node] as number;
    next[node] = at + 1;
    star.to[at] = to[arc] as number;
    star.seconds[at] = seconds[arc] as number;
  }
  return star;
}

/** Nodes that reach the best connected one and are reached from it, by car and by e-bike. */
function reachedByAll(net: RoadNet): number[] {
  const middle = busiest(net);
  const looks = [net.away[0], net.away[1], net.towards[0], net.towards[1]].map((star) => spread(net, star, middle));
  return net.places.flatMap((_, node) => (looks.every((times) => Number.isFinite(times[node])) ? [node] : []));
}

/** Of some nodes spread over the map the one that reaches most. */
function busiest(net: RoadNet): number {
  let [best, reached] = [0, -1];
  for (let k = 0; k < 12; k += 1) {
    const node = Math.floor(((k + 0.5) / 12) * net.places.length);
    const count = [...net.away, ...net.towards].reduce(
      (sum, star) => sum + spread(net, star, node).reduce((n, time) => (Number.isFinite(time) ? n + 1 : n), 0),
      0,
    );
    if (count > reached) [best, reached] = [node, count];
  }
  return best;
}

function only(net: RoadNet, nodes: readonly number[]): RoadNet {
  const number = new Map(nodes.map((node, i) => [node, i]));
  const arcsOf = ({ start, to, seconds }: Star): Arcs => {
    const arcs: Arcs = { from: [], to: [], seconds: [] };
    for (const node of nodes)
      for (let at = start[node] as number; at < (start[node + 1] as number); at += 1) {
        const target = number.get(to[at] as number);
        if (target !== undefined) addArc(arcs, number.get(node) as number, target, seconds[at] as number);
      }
    return arcs;
  };
  const places = nodes.map((node) => net.places[node] as Position);
  return netFrom(places, [arcsOf(net.away[0]), arcsOf(net.away[1])]);
}

/** Seconds from every node to this one. */
export const timesTo = (net: RoadNet, node: number, network: Network): Float32Array =>
  spread(net, net.towards[network], node);

/** Seconds from this node to every other. */
export const timesFrom = (net: RoadNet, node: number, network: Network): Float32Array =>
  spread(net, net.away[network], node);

type Scratch = { readonly heapNode: Int32Array; readonly heapTime: Float32Array };
/** Nodes lie in the heap more than once: with at most four better ways to each on average it has room. */
const scratchFor = (n: number): Scratch => ({
  heapNode: new Int32Array(8 * n + 64),
  heapTime: new Float32Array(8 * n + 64),
});

/** Dijkstra from one node to all. */
function spread(net: RoadNet, star: Star, source: number): Float32Array {
  const { start, to, seconds } = star;
  const times = new Float32Array(net.places.length).fill(Number.POSITIVE_INFINITY);
  const heap = { ...net.scratch, size: 0 };
  times[source] = 0;
  push(heap, source, 0);
  while (heap.size > 0) {
    const time = heap.heapTime[0] as number;
    const node = pop(heap);
    if (time > (times[node] as number)) continue;
    for (let at = start[node] as number; at < (start[node + 1] as number); at += 1) {
      const target = to[at] as number;
      const reached = Math.fround(time + (seconds[at] as number));
      if (reached >= (times[target] as number)) continue;
      times[target] = reached;
      push(heap, target, reached);
    }
  }
  return times;
}

type Heap = Scratch & { size: number };

function push(heap: Heap, node: number, time: number): void {
  const { heapNode, heapTime } = heap;
  let at = heap.size;
  heap.size += 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if ((heapTime[parent] as number) <= time) break;
    heapNode[at] = heapNode[parent] as number;
    heapTime[at] = heapTime[parent] as number;
    at = parent;
  }
  heapNode[at] = node;
  heapTime[at] = time;
}

function pop(heap: Heap): number {
  const { heapNode, heapTime } = heap;
  const top = heapNode[0] as number;
  heap.size -= 1;
  const node = heapNode[heap.size] as number;
  const time = heapTime[heap.size] as number;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.size) break;
    if (child + 1 < heap.size && (heapTime[child + 1] as number) < (heapTime[child] as number)) child += 1;
    if ((heapTime[child] as number) >= time) break;
    heapNode[at] = heapNode[child] as number;
    heapTime[at] = heapTime[child] as number;
    at = child;
  }
  heapNode[at] = node;
  heapTime[at] = time;
  return top;
}
