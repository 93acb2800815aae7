import type { OsmExtract, OsmNode, OsmWay } from "./osm-pbf.ts";
import {
  arterialName,
  type Block,
  blocksPerCell,
  type Direction,
  isOpen,
  residentialName,
  riverAt,
  riverHalf,
  type StreetPlan,
  stepsPerCell,
} from "./street-plan.ts";

type Tags = OsmWay["tags"];
type Node = readonly [i: number, j: number];

/** Ways and the nodes they use, numbered from 1; crossings are shared nodes. */
type Network = {
  readonly plan: StreetPlan;
  readonly ways: { tags: Tags; nodes: number[] }[];
  readonly used: Set<number>;
  /** Places that are not on the lattice: corners of water and greens. */
  readonly loose: Node[];
};

const speeds = { trunk: 80, primary: 60, secondary: 50, tertiary: 40, unclassified: 40, residential: 30, service: 15 };
type RoadClass = keyof typeof speeds;
const road = (highway: RoadClass, more: Tags): Tags => ({ highway, maxspeed: String(speeds[highway]), ...more });

/** All streets of a plan, its river and its greens, as an OSM extract. The same plan gives the same extract. */
export function drawStreets(plan: StreetPlan): OsmExtract {
  const network: Network = { plan, ways: [], used: new Set(), loose: [] };
  for (let line = 0; line <= plan.cells; line += 1) {
    drawArterial(network, "east", line);
    drawArterial(network, "north", line);
  }
  for (let ci = 0; ci < plan.cells; ci += 1) for (let cj = 0; cj < plan.cells; cj += 1) drawCell(network, { ci, cj });
  for (let bi = 0; bi < plan.cells * blocksPerCell; bi += 1)
    for (let bj = 0; bj < plan.cells * blocksPerCell; bj += 1) drawBlock(network, { bi, bj });
  drawRiver(network);
  return {
    nodes: nodesOf(network),
    ways: network.ways.map(({ tags, nodes }, index) => ({ id: index + 1, nodes, tags })),
  };
}

const latticeId = ({ steps }: StreetPlan, i: number, j: number): number => i * steps + j + 1;

function nodesOf({ plan, used, loose }: Network): OsmNode[] {
  const onLattice = [...used]
    .sort((a, b) => a - b)
    .map((id) => ({ id, position: plan.at(Math.floor((id - 1) / plan.steps), (id - 1) % plan.steps) }));
  const firstLoose = plan.steps * plan.steps + 1;
  return [...onLattice, ...loose.map(([i, j], index) => ({ id: firstLoose + index, position: plan.at(i, j) }))];
}

/** A way from one place of the lattice to another in a straight line of the plan, by all places between. */
function draw(network: Network, [fromI, fromJ]: Node, [toI, toJ]: Node, tags: Tags): void {
  const { plan, ways, used } = network;
  const length = Math.max(Math.abs(toI - fromI), Math.abs(toJ - fromJ));
  const nodes = Array.from({ length: length + 1 }, (_, n) =>
    latticeId(plan, fromI + Math.sign(toI - fromI) * n, fromJ + Math.sign(toJ - fromJ) * n),
  );
  for (const node of nodes) used.add(node);
  ways.push({ tags, nodes });
}

/** On a line that runs `direction`: the place `along` it. */
const onLine = (direction: Direction, line: number, along: number): Node =>
  direction === "north" ? [line, along] : [along, line];

/** Cell by cell, put together while class and name stay the same. */
function drawArterial(network: Network, direction: Direction, line: number): void {
  const { plan } = network;
  let from = 0;
  let tags: Tags | undefined;
  const end = (to: number): void => {
    if (tags !== undefined && to > from)
      draw(
        network,
        onLine(direction, line * stepsPerCell, from * stepsPerCell),
        onLine(direction, line * stepsPerCell, to * stepsPerCell),
        tags,
      );
  };
  for (let cell = 0; cell < plan.cells; cell += 1) {
    const next = arterialTags(plan, direction, line, cell);
    if (JSON.stringify(next) === JSON.stringify(tags)) continue;
    end(cell);
    from = cell;
    tags = next;
  }
  end(plan.cells);
}

/** Undefined where the river has no bridge. */
function arterialTags(plan: StreetPlan, direction: Direction, line: number, cell: number): Tags | undefined {
  const roadClass = arterialClass(plan, line, cell);
  const ring = plan.rings.findIndex((distance) => isOnRing(plan, distance, line, cell));
  const name = ring === -1 ? arterialName(plan, direction, line) : ring === 0 ? "示范内环路" : "示范外环快速路";
  if (direction === "east" || cell !== plan.riverRow) return road(roadClass, { name });
  if (!plan.bridges.has(line)) return undefined;
  return road(roadClass, { name: `${arterialName(plan, direction, line)}大桥`, bridge: "yes", layer: "1" });
}

function isOnRing({ cells }: StreetPlan, distance: number, line: number, cell: number): boolean {
  const half = cells / 2;
  return Math.abs(line - half) === distance && cell >= half - distance && cell < half + distance;
}

function arterialClass(plan: StreetPlan, line: number, cell: number): RoadClass {
  const [inner, outer] = plan.rings;
  if (isOnRing(plan, outer, line, cell)) return "trunk";
  if (isOnRing(plan, inner, line, cell) || line === plan.cells / 2) return "primary";
  return line % 2 === 0 ? "secondary" : "tertiary";
}

type Cell = { readonly ci: number; readonly cj: number };

function drawCell(network: Network, cell: Cell): void {
  const { plan } = network;
  for (const line of [2, 4, 6]) {
    drawEastward(network, cell, line);
    if (cell.cj === plan.riverRow) drawToTheBanks(network, cell, line);
    else drawNorthward(network, cell, line);
  }
}

function drawEastward(network: Network, { ci, cj }: Cell, line: number): void {
  const { plan } = network;
  const j = cj * stepsPerCell + line;
  const onRiver = cj === plan.riverRow;
  if (onRiver && line === 4) return;
  const name = onRiver
    ? line === 2
      ? "江南岸路"
      : "江北岸路"
    : residentialName(plan, { direction: "east", cell: ci, line: j });
  const roadClass = onRiver ? "tertiary" : line === 4 ? "unclassified" : "residential";
  draw(network, [ci * stepsPerCell, j], [(ci + 1) * stepsPerCell, j], road(roadClass, { name }));
}

/** Some are missing, as in grown towns; some pairs are one-way, up the one and down the other. */
function drawNorthward(network: Network, { ci, cj }: Cell, line: number): void {
  const { plan } = network;
  const i = ci * stepsPerCell + line;
  const oneWay = plan.seed.chance(0.3, "one-way", ci, cj);
  if (line !== 4 && !oneWay && plan.seed.chance(0.1, "no-street", i, cj)) return;
  const name = residentialName(plan, { direction: "north", cell: cj, line: i });
  const south: Node = [i, cj * stepsPerCell];
  const north: Node = [i, (cj + 1) * stepsPerCell];
  const paired = oneWay && line !== 4;
  const [from, to] = paired && line === 6 ? [north, south] : [south, north];
  const roadClass = line === 4 ? "unclassified" : "residential";
  draw(network, from, to, road(roadClass, paired ? { name, oneway: "yes" } : { name }));
}

/** Between the arterial roads of the river's row and the roads along its banks. */
function drawToTheBanks(network: Network, { ci, cj }: Cell, line: number): void {
  const i = ci * stepsPerCell + line;
  const j = cj * stepsPerCell;
  const name = residentialName(network.plan, { direction: "north", cell: cj, line: i });
  draw(network, [i, j], [i, j + 2], road("residential", { name }));
  draw(network, [i, j + 6], [i, j + 8], road("residential", { name }));
}

/** Through the middle of each block that has buildings runs its own road; the others are green. */
function drawBlock(network: Network, block: Block): void {
  const { bi, bj } = block;
  const [i, j] = [bi * 2, bj * 2];
  if (!isOpen(network.plan, block)) {
    draw(network, [i + 1, j], [i + 1, j + 2], road("service", {}));
    return;
  }
  if (Math.floor(bj / blocksPerCell) === network.plan.riverRow) return;
  drawArea(network, { leisure: "park" }, [
    [i + 0.15, j + 0.15],
    [i + 1.85, j + 0.15],
    [i + 1.85, j + 1.85],
    [i + 0.15, j + 1.85],
  ]);
}

const riverName = "示范江";

function drawRiver(network: Network): void {
  const { plan } = network;
  const last = plan.steps - 1;
  const places = Array.from({ length: last + 1 }, (_, i) => i);
  const bank = (i: number, side: number): Node => [i, riverAt(plan, i) + side];
  const south = places.map((i) => bank(i, -riverHalf));
  const north = places.map((i) => bank(i, riverHalf));
  drawArea(network, { natural: "water", water: "river", name: riverName }, [...south, ...north.toReversed()]);
  drawLoose(
    network,
    { waterway: "river", name: riverName },
    places.map((i) => bank(i, 0)),
  );
  const outside = riverHalf + 0.25;
  drawArea(network, { landuse: "grass" }, [...south, ...places.map((i) => bank(i, -outside)).toReversed()]);
  drawArea(network, { landuse: "grass" }, [...north, ...places.map((i) => bank(i, outside)).toReversed()]);
}

function drawArea(network: Network, tags: Tags, corners: readonly Node[]): void {
  const nodes = looseNodes(network, corners);
  network.ways.push({ tags, nodes: [...nodes, ...nodes.slice(0, 1)] });
}

const drawLoose = (network: Network, tags: Tags, line: readonly Node[]): void =>
  void network.ways.push({ tags, nodes: looseNodes(network, line) });

function looseNodes({ plan, loose }: Network, places: readonly Node[]): number[] {
  const first = plan.steps * plan.steps + 1 + loose.length;
  loose.push(...places);
  return places.map((_, index) => first + index);
}
