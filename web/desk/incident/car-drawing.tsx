import type { Twin } from "../../../src/rooms/devices/contract.ts";
import { say as sayCar } from "../texts/car-texts.ts";
import { say } from "../texts/incident-texts.ts";

/** How far each leaf is open, of 1, by GB/T 24476 door status. */
const openness: Readonly<Record<number, number>> = { 1: 0.5, 2: 0, 3: 0.5, 4: 1, 5: 0, 6: 0.2 };

/** A small drawn shaft: the car, its doors, its direction, somebody inside, between floors or level. */
export function CarDrawing({ twin }: { readonly twin: Twin }) {
  if (twin.isEscalator) return <EscalatorDrawing />;
  // Between floors the car hangs visibly beside the sill lines; which share of a floor is not known.
  const y = twin.doorZone ? 50 : 32;
  const open = (openness[twin.doorStatus] ?? 0) * 17;
  return (
    <svg className="car-drawing" viewBox="0 0 96 140" role="img" aria-label={say("tab.car")}>
      <path d="M14 0v140M82 0v140" className="shaft" />
      {[12, 102].map((sill) => (
        <path key={sill} d={`M4 ${sill}h10M82 ${sill}h10`} className="shaft" />
      ))}
      <path d={`M48 0v${y}`} className="rope" />
      <rect x="20" y={y} width="56" height="52" className="car-body" />
      {twin.passengerPresent === true ? <Person y={y} /> : null}
      <rect x="22" y={y + 4} width={26 - open} height="46" className="car-leaf" />
      <rect x={48 + open} y={y + 4} width={26 - open} height="46" className="car-leaf" />
      <text x="48" y={y + 68} className="car-floor">
        {twin.carPosition === "" ? "?" : twin.carPosition}
      </text>
      {twin.direction === "none" ? null : (
        <path
          d={twin.direction === "up" ? `M48 ${y - 16}l9 12H39z` : `M48 ${y - 4}l9-12H39z`}
          className={twin.moving ? "car-arrow" : "car-arrow car-arrow--standing"}
        />
      )}
    </svg>
  );
}

const Person = ({ y }: { readonly y: number }) => (
  <g className="car-person">
    <circle cx="48" cy={y + 16} r="6" />
    <path d={`M38 ${y + 50}v-14q0-10 10-10t10 10v14z`} />
  </g>
);

const EscalatorDrawing = () => (
  <svg className="car-drawing" viewBox="0 0 96 140" role="img" aria-label={sayCar("car.escalator")}>
    <path d="M8 112h20l40-60h20M8 100h16l40-60h24" className="shaft" />
  </svg>
);
