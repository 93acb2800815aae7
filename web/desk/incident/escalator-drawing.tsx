import type { Twin } from "../../../src/rooms/devices/contract.ts";
import { say } from "../texts/car-texts.ts";
import { Person } from "./person.tsx";

const steps = [0, 1, 2, 3, 4, 5, 6] as const;
const [stepWidth, stepHeight] = [14, 18];

/** An escalator from the side: its steps, the way it runs, somebody on it. Old data show no way and nobody. */
export function EscalatorDrawing({ twin, live }: { readonly twin: Twin; readonly live: boolean }) {
  const { direction, moving } = twin;
  const stair = steps.map(() => `h${stepWidth}v-${stepHeight}`).join("");
  return (
    <svg
      className="car-drawing"
      viewBox="0 0 150 220"
      role="img"
      aria-label={say("car.escalator")}
      data-testid="car-drawing"
      data-live={live}
    >
      <path d={`M4 190h22${stair}h22`} className="shaft" />
      <path d="M4 158h20L122 34h24" className="handrail" />
      {live && twin.passengerPresent === true ? <Person x={26 + 2.5 * stepWidth} y={190 - 2 * stepHeight} /> : null}
      {live && direction !== "none" ? (
        <path
          d={
            direction === "up" ? "M96 150l26-33M122 117l-5 15M122 117l-15 5" : "M122 117l-26 33M96 150l5-15M96 150l15-5"
          }
          className={moving ? "stair-arrow" : "stair-arrow stair-arrow--standing"}
          data-testid="stair-arrow"
        />
      ) : null}
    </svg>
  );
}
