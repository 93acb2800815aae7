import { useId } from "react";

type Option<Value extends string> = { readonly value: Value; readonly label: string };
type Props<Value extends string> = {
  readonly legend: string;
  readonly options: readonly Option<Value>[];
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  /** Two beside each other where the labels are short. */
  readonly columns?: 1 | 2;
  /** `<testId>-<value>` on each row. */
  readonly testId: string;
};

/** One of a few, as large rows that a glove can hit. */
export function Choice<Value extends string>({ legend, options, value, onChange, columns = 1, testId }: Props<Value>) {
  const name = useId();
  return (
    <fieldset className="choice">
      <legend>{legend}</legend>
      <div className={`choice__rows choice__rows--${columns}`}>
        {options.map((option) => (
          <label key={option.value} className="choice__row" data-testid={`${testId}-${option.value}`}>
            <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
