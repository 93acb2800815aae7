import { type Instant, seconds } from "../../../kernel/clock.ts";
import type { Last, Limits } from "./fault-evidence.ts";
import type { Faults } from "./faults.ts";
import type { EventReading, StateReading } from "./reading.ts";

/**
 * The filter that EN 81-28 asks for, turned round: an alarm that looks like abuse, or that a stuck sensor makes, is told like any
 * other, with the doubt said. Nobody is left in a car because a machine thought that a child was playing.
 */
export type Presses = {
  /** Times of receipt of the newest few. */
  readonly at: readonly Instant[];
  /** The car has moved since the first of them. */
  readonly moved: boolean;
};
export const noPresses: Presses = { at: [], moved: false };

type Context = Pick<Limits, "now" | "settings">;

/** A state: presses are forgotten when their window is over. The same object where nothing changes. */
export function pressesAfterState(presses: Presses, car: StateReading, context: Context): Presses {
  if (presses === noPresses) return presses;
  if (isOver(presses, context)) return noPresses;
  return car.moving && !presses.moved ? { ...presses, moved: true } : presses;
}

const isOver = ({ at }: Presses, { now, settings }: Context): boolean =>
  now - (at.at(-1) ?? 0) > seconds(settings.faults.buttonWindowSeconds);

export function pressesAfterEvent(presses: Presses, event: EventReading, last: Last, context: Context): Presses {
  if (!isPress(event)) return presses;
  const { now } = context;
  const s = context.settings.faults;
  const within = presses.at.filter((at) => now - at <= seconds(s.buttonWindowSeconds));
  const moved = within.length > 0 && presses.moved;
  return { at: [...within, now].slice(-s.buttonPresses), moved: moved || freshCar(last, context)?.moving === true };
}

const isPress = ({ code, phase }: EventReading): boolean => code === "alarm-button" && phase === "raised";

/** A state that is too old says nothing of the moment of the press. */
const freshCar = ({ car, carReceivedAt }: Last, { now, settings }: Context): StateReading | undefined =>
  now - (carReceivedAt ?? 0) <= seconds(settings.faults.buttonStateSeconds) ? car : undefined;

export type Doubt = "doors-open" | "many-presses" | "stuck-sensor";

/** `presses` with this one. Undefined: nothing speaks against it. */
export function doubtOfPress(presses: Presses, event: EventReading, last: Last, context: Context): Doubt | undefined {
  if (!isPress(event)) return undefined;
  const car = freshCar(last, context);
  if (car !== undefined && !car.isEscalator && !car.moving && car.doorZone && car.doorStatus === 4) return "doors-open";
  return presses.moved && presses.at.length >= context.settings.faults.buttonPresses ? "many-presses" : undefined;
}

/** An inference whose lift's sensor has not let go for hours: it was suspected before that was known, or rests on where the car stands. */
export const doubtOfInference = (faults: Faults, car: StateReading | undefined): Doubt | undefined =>
  car?.passengerPresent === true && isSensorStuck(faults) ? "stuck-sensor" : undefined;

export const isSensorStuck = ({ open }: Faults): boolean =>
  open.some(({ kind, status }) => kind === "sensor-fault" && isConfirmed(status));

const isConfirmed = (status: Faults["open"][number]["status"]): boolean =>
  status === "confirmed" || status === "clearing";

/** As it is kept with the event and told to the desk. */
export const wordsOfDoubt: Readonly<Record<Doubt, string>> = {
  "doors-open":
    "按下报警按钮时电梯在平层位置且门开着，可能是误按 / doors stood open at a landing during the press: perhaps abuse",
  "many-presses":
    "一分钟内多次按下报警按钮且电梯在运行，可能是误按 / pressed again and again while the lift went on running: perhaps abuse",
  "stuck-sensor": "乘客传感器数小时未复位，可能已失灵 / the passenger sensor has not let go for hours: perhaps stuck",
};
