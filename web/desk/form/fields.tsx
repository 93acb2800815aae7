import "./fields.css";
import type { ComponentProps, ReactNode } from "react";

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

type TextFieldProps = Omit<ComponentProps<"input">, "id" | "value" | "onChange"> & {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** What is to be said about this field, below it. */
  readonly children?: ReactNode;
};

/** One line of text; further attributes go to the input. */
export function TextField({ label, onChange, children, ...input }: TextFieldProps) {
  return (
    <Field label={label} htmlFor={input.id}>
      <input {...input} className="text-input" onChange={(event) => onChange(event.target.value)} />
      {children}
    </Field>
  );
}

type SelectFieldProps = Omit<ComponentProps<"select">, "id" | "value" | "onChange"> & {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Value and word of each option, in order. */
  readonly options: readonly (readonly [string, string])[];
};

/** One of many words; further attributes go to the select. */
export function SelectField({ label, onChange, options, ...select }: SelectFieldProps) {
  return (
    <Field label={label} htmlFor={select.id}>
      <select {...select} className="text-input" onChange={(event) => onChange(event.target.value)}>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Field>
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

type FilePickProps = {
  readonly id: string;
  readonly label: string;
  /** The word on the button; a browser's own speaks the language of the browser. */
  readonly pick: string;
  readonly accept: string;
  readonly onFile: (file: File | null) => void;
  /** What was picked. */
  readonly children: ReactNode;
};

/** A file to choose, as a button in the page's own words. */
export function FilePick({ id, label, pick, accept, onFile, children }: FilePickProps) {
  return (
    <div className="field">
      <span className="field-label">{label}</span>
      <span className="file-pick-line">
        <label className="plain-button file-pick">
          <input
            id={id}
            type="file"
            accept={accept}
            onChange={(event) => onFile(event.target.files?.[0] ?? null)}
            data-testid={id}
          />
          {pick}
        </label>
        <span className="file-picked">{children}</span>
      </span>
    </div>
  );
}
