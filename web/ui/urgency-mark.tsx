import type { Urgency } from "../../src/rooms/rescue/contract.ts";
import { word } from "./texts/shared-texts.ts";
import { urgencyShapes } from "./urgency-shapes.ts";

type Props = {
  readonly urgency: Urgency;
  readonly size?: number;
  /** Leaves the word to screen readers where space is short; the shape stays. */
  readonly wordless?: boolean;
};

/** Colour, shape and word of an urgency. */
export function UrgencyMark({ urgency, size = 16, wordless = false }: Props) {
  const shape = urgencyShapes[urgency];
  const text = word(`urgency.${urgency}`);
  return (
    <span className={`sp-urgency sp-urgency--${urgency}`} title={wordless ? text : undefined}>
      <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
        <path
          d={shape.outline}
          fill={shape.filled ? "currentColor" : "none"}
          stroke="currentColor"
          strokeWidth={shape.filled ? 0 : 2}
        />
        <path
          d={shape.sign}
          fill="none"
          stroke={shape.filled ? `var(--sp-on-${urgency})` : "currentColor"}
          strokeWidth={2}
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <span className={wordless ? "sp-hidden" : undefined}>{text}</span>
    </span>
  );
}
