import { Button } from "antd";
import type { FormEvent, ReactNode } from "react";
import { say } from "../../texts/incident-texts.ts";
import type { CommandState } from "../use-command.ts";

type Props = {
  readonly title: string;
  /** Word of the button that sends; left out where each choice sends by itself. */
  readonly submit?: string;
  readonly command: CommandState;
  readonly onSubmit?: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
};

/** A form inside the panel, in place of the tabs: nothing covers the queue. */
export function FormFrame({ title, submit, command, onSubmit, onCancel, children }: Props) {
  const send = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <form className="form" onSubmit={send} aria-label={title} data-testid="incident-form">
      <h3 className="form-title">{title}</h3>
      <div className="form-fields">{children}</div>
      {command.failure === undefined ? null : (
        <p className="form-failure" role="alert" data-testid="form-failure">
          {say("act.failed", { text: command.failure })}
        </p>
      )}
      <div className="form-buttons">
        {submit === undefined ? null : (
          <Button type="primary" htmlType="submit" loading={command.busy} data-testid="form-submit">
            {submit}
          </Button>
        )}
        <Button onClick={onCancel} data-testid="form-cancel">
          {say(submit === undefined ? "act.shut" : "act.cancel")}
        </Button>
      </div>
    </form>
  );
}

type FieldProps = { readonly label: string; readonly htmlFor?: string; readonly children: ReactNode };

export function Field({ label, htmlFor, children }: FieldProps) {
  return (
    <div className="field">
      <label className="field-label" htmlFor={htmlFor}>
        {label}
      </label>
      {children}
    </div>
  );
}

type ChoiceProps<Value extends string> = {
  readonly label: string;
  readonly values: readonly Value[];
  readonly words: (value: Value) => string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
};

/** A few words of which one holds; arrow keys move between them. */
export function Choice<Value extends string>({ label, values, words, value, onChange }: ChoiceProps<Value>) {
  return (
    <fieldset className="choice">
      <legend className="field-label">{label}</legend>
      {values.map((each) => (
        <label key={each} className="choice-one">
          <input type="radio" name={label} checked={each === value} onChange={() => onChange(each)} value={each} />
          <span>{words(each)}</span>
        </label>
      ))}
    </fieldset>
  );
}

type CountProps = {
  readonly id: string;
  readonly label: string;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
  readonly autoFocus?: boolean;
};

/** A number of people; empty means unknown. */
export function Count({ id, label, value, onChange, autoFocus = false }: CountProps) {
  return (
    <Field label={label} htmlFor={id}>
      <input
        id={id}
        className="text-input text-input--count"
        type="number"
        inputMode="numeric"
        min={0}
        max={60}
        value={value ?? ""}
        // biome-ignore lint/a11y/noAutofocus: the form was opened by a key to be typed into at once
        autoFocus={autoFocus}
        onChange={(event) => onChange(event.target.value === "" ? null : Number(event.target.value))}
        data-testid={id}
      />
    </Field>
  );
}
