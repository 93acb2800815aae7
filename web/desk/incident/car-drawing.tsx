import type { Twin } from "../../../src/rooms/devices/contract.ts";
import { say } from "../texts/car-texts.ts";
import { EscalatorDrawing } from "./escalator-drawing.tsx";
import { Person } from "./person.tsx";

/** How far each leaf is open, of 1, by GB/T 24476 door status. */
const openness: Readonly<Record<number, number>> = { 1: 0.5, 2: 0, 3: 0.5, 4: 1, 5: 0, 6: 0.2 };

export type DrawingProps = {
  readonly twin: Twin;
  /** Names of its landings from the lowest up; empty where the register has none. */
  readonly floors: readonly string[];
  /** Only fresh data move a car: an old one is an outline at the place where it was seen last. */
  readonly live: boolean;
};

const [height, width] = [220, 150];
const shaft = { left: 34, right: 104, top: 6, bottom: 214 } as const;
const body = { width: 46, height: 40 } as const;
const middle = (shaft.left + shaft.right) / 2;

/** A drawn shaft: its landings, the car at its floor or between two, doors, direction, somebody inside, too much load. */
export function CarDrawing({ twin, floors, live }: DrawingProps) {
  if (twin.isEscalator) return <EscalatorDrawing twin={twin} live={live} />;
  const landings = landingsOf(twin, floors);
  const at = carTop(twin, landings);
  return (
    <svg
      className={live ? "car-drawing car-drawing--live" : "car-drawing"}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={say("car.shaft", { floor: twin.carPosition || "?", landings: String(floors.length) })}
      data-testid="car-drawing"
      data-live={live}
    >
      <rect
        x={shaft.left}
        y={shaft.top}
        width={shaft.right - shaft.left}
        height={shaft.bottom - shaft.top}
        className="shaft"
      />
      <Landings landings={landings} current={twin.carPosition} />
      <g className="car-moves" style={{ transform: `translateY(${at}px)` }}>
        <path d={`M${middle} ${shaft.top - at}V0`} className="rope" />
        {live ? <CarBody twin={twin} /> : <CarOutline />}
        <text x={shaft.right + 6} y={body.height / 2 + 5} className="car-floor">
          {twin.carPosition === "" ? "?" : twin.carPosition}
        </text>
        {live ? <Arrow twin={twin} /> : null}
      </g>
    </svg>
  );
}

type Landing = { readonly name: string; readonly sill: number };

/** From the highest down; where the register does not know the car's floor, only the ends are drawn. */
function landingsOf({ carPosition }: Twin, floors: readonly string[]): readonly Landing[] {
  const names = floors.includes(carPosition) ? floors : [];
  const gap = (shaft.bottom - shaft.top - body.height - 4) / Math.max(1, names.length - 1);
  return names.map((name, n) => ({ name, sill: shaft.bottom - 2 - n * gap }));
}

/** Between floors the car hangs visibly off the sill, towards where it goes; which share of a floor is not known. */
function carTop({ carPosition, doorZone, direction }: Twin, landings: readonly Landing[]): number {
  const found = landings.find(({ name }) => name === carPosition);
  const [first, second] = landings;
  const step = first && second ? first.sill - second.sill : body.height;
  const off = doorZone ? 0 : Math.min(step / 2, 14) * (direction === "down" ? 1 : -1);
  const sill = found?.sill ?? (shaft.top + shaft.bottom + body.height) / 2;
  const top = sill - body.height + off;
  return Math.round(10 * Math.max(shaft.top + 2, Math.min(shaft.bottom - 2 - body.height, top))) / 10;
}

const namesMax = 12;
/** Names closer than this would lie upon each other; the car's own stays. */
const namesApart = 11;

function Landings({ landings, current }: { readonly landings: readonly Landing[]; readonly current: string }) {
  const here = landings.find(({ name }) => name === current)?.sill ?? Number.POSITIVE_INFINITY;
  const every = Math.max(1, Math.ceil(landings.length / namesMax));
  return landings.map(({ name, sill }, n) => (
    <g key={name}>
      <path d={`M${shaft.left - 5} ${sill}h10`} className="sill" />
      {name === current || (n % every === 0 && Math.abs(sill - here) >= namesApart) ? (
        <text
          x={shaft.left - 8}
          y={sill - 1}
          className={name === current ? "landing-name landing-name--here" : "landing-name"}
        >
          {name}
        </text>
      ) : null}
    </g>
  ));
}

const left = middle - body.width / 2;

const CarOutline = () => (
  <rect x={left} y="0" width={body.width} height={body.height} className="car-outline" data-testid="car-outline" />
);

function CarBody({ twin }: { readonly twin: Twin }) {
  const leaf = (body.width - 4) / 2;
  const shown = leaf - (openness[twin.doorStatus] ?? 0) * (leaf - 3);
  return (
    <g data-testid="car-body">
      <rect
        x={left}
        y="0"
        width={body.width}
        height={body.height}
        className={twin.overload === true ? "car-body car-body--over" : "car-body"}
      />
      {twin.passengerPresent === true ? <Person x={middle} y={body.height - 2} /> : null}
      {twin.overload === true ? <Overload /> : null}
      <rect x={left + 2} y="2" width={shown} height={body.height - 4} className="car-leaf" />
      <rect x={left + body.width - 2 - shown} y="2" width={shown} height={body.height - 4} className="car-leaf" />
    </g>
  );
}

/** A weight: shape beside colour. */
const Overload = () => (
  <path
    d={`M${middle - 9} ${body.height - 3}l3-11h12l3 11zM${middle - 3} ${body.height - 14}a3 3 0 1 1 6 0`}
    className="car-weight"
  />
);

function Arrow({ twin: { direction, moving } }: { readonly twin: Twin }) {
  if (direction === "none") return null;
  const x = shaft.right + 14;
  const y = direction === "up" ? -4 : body.height + 4;
  return (
    <path
      d={direction === "up" ? `M${x} ${y - 8}l8 12h-16z` : `M${x} ${y + 8}l8-12h-16z`}
      className={moving ? "car-arrow" : "car-arrow car-arrow--standing"}
    />
  );
}
