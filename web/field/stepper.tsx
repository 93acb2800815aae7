import { t } from "./texts.ts";

type Props = {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
  readonly testId: string;
};

/** A small count by two large buttons. */
export function Stepper({ label, value, max, onChange, testId }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one row in every browser
    <div className="stepper" role="group" aria-label={label}>
      <span className="stepper__label">{label}</span>
      <button
        type="button"
        aria-label={`${label}: ${t("less")}`}
        data-testid={`${testId}-less`}
        disabled={value <= 0}
        onClick={() => onChange(value - 1)}
      >
        −
      </button>
      <output aria-live="polite" data-testid={testId}>
        {value}
      </output>
      <button
        type="button"
        aria-label={`${label}: ${t("more")}`}
        data-testid={`${testId}-more`}
        disabled={value >= max}
        onClick={() => onChange(value + 1)}
      >
        +
      </button>
    </div>
  );
}
