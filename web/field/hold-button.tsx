import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { vibrate } from "./alert.ts";
import { t } from "./texts.ts";

const holdMs = 800;
const armedMs = 5_000;

type Props = {
  readonly testId: string;
  readonly onHeld: () => void;
  readonly disabled?: boolean;
  readonly tone?: "action" | "done" | "plain";
  readonly children: ReactNode;
};

/**
 * Acts after it was held for 0.8 s: by finger or mouse, or by keyboard with Enter or the space bar held. A short press
 * only says how. Screen readers press without a finger (a click whose `detail` is 0): for them a second press within 5 s
 * confirms.
 *
 * rest → holding (pressed) → rest (let go, moved away: nothing) or done (`onHeld`); rest → hint (short press) → rest
 */
export function HoldButton({ testId, onHeld, disabled = false, tone = "action", children }: Props) {
  const { phase, begin, end, onClick } = useHold(disabled, onHeld);
  return (
    <button
      type="button"
      className={`hold hold--${tone}`}
      data-testid={testId}
      data-phase={phase}
      disabled={disabled}
      onPointerDown={(event) => {
        if (event.button === 0) begin();
      }}
      onPointerUp={end}
      onPointerLeave={end}
      onPointerCancel={end}
      onKeyDown={(event) => {
        if (!isPress(event)) return;
        event.preventDefault();
        if (!event.repeat) begin();
      }}
      onKeyUp={(event) => {
        if (!isPress(event)) return;
        event.preventDefault();
        end();
      }}
      onBlur={end}
      onContextMenu={(event) => event.preventDefault()}
      onClick={onClick}
    >
      <span className="hold__fill" aria-hidden="true" />
      <span className="hold__text" aria-live="polite">
        {phase === "hint" ? t("hold") : phase === "armed" ? t("hold.again") : children}
      </span>
    </button>
  );
}

type Phase = "rest" | "holding" | "hint" | "armed";
type Hold = {
  readonly phase: Phase;
  readonly begin: () => void;
  readonly end: () => void;
  readonly onClick: (event: MouseEvent) => void;
};

function useHold(disabled: boolean, onHeld: () => void): Hold {
  const [phase, setPhase] = useState<Phase>("rest");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const held = useRef(false);
  useEffect(() => () => clearTimeout(timer.current), []);

  const begin = (): void => {
    if (disabled || phase === "holding") return;
    clearTimeout(timer.current);
    held.current = false;
    setPhase("holding");
    timer.current = setTimeout(() => {
      held.current = true;
      setPhase("rest");
      vibrate(60);
      onHeld();
    }, holdMs);
  };
  const end = (): void => {
    if (phase !== "holding") return;
    clearTimeout(timer.current);
    setPhase("hint");
    timer.current = setTimeout(() => setPhase("rest"), 2_000);
  };
  const onClick = (event: MouseEvent): void => {
    if (disabled || event.detail !== 0 || held.current) return;
    clearTimeout(timer.current);
    if (phase === "armed") {
      setPhase("rest");
      onHeld();
      return;
    }
    setPhase("armed");
    timer.current = setTimeout(() => setPhase("rest"), armedMs);
  };
  return { phase, begin, end, onClick };
}

const isPress = (event: KeyboardEvent): boolean => event.key === "Enter" || event.key === " ";
