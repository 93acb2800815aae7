import type { ComponentProps, ReactNode } from "react";
import { say } from "../texts/duty-texts.ts";
import { Failure } from "./failure.tsx";

type LineProps = Omit<ComponentProps<"input">, "onChange"> & {
  readonly label: string;
  readonly onType: (text: string) => void;
};

/** One line of text, or a day; further attributes go to the input. */
export const Line = ({ label, onType, ...input }: LineProps) => (
  <label className="duty-field">
    {label}
    <input {...input} className="text-input" onChange={(event) => onType(event.target.value)} />
  </label>
);

type LinesProps = Omit<ComponentProps<"textarea">, "onChange"> & {
  readonly label: string;
  readonly onType: (text: string) => void;
};

export const Lines = ({ label, onType, ...area }: LinesProps) => (
  <label className="duty-field">
    {label}
    <textarea {...area} className="text-input" onChange={(event) => onType(event.target.value)} />
  </label>
);

type PickProps = {
  readonly label: string;
  readonly value: string;
  readonly onPick: (value: string) => void;
  readonly options: readonly (readonly [value: string, word: string])[];
  readonly testid?: string;
};

export const Pick = ({ label, value, onPick, options, testid }: PickProps) => (
  <label className="duty-field">
    {label}
    <select className="text-input" value={value} onChange={(event) => onPick(event.target.value)} data-testid={testid}>
      {options.map(([each, word]) => (
        <option key={each} value={each}>
          {word}
        </option>
      ))}
    </select>
  </label>
);

type EndProps = {
  readonly word: string;
  readonly busy: boolean;
  readonly failure: string | undefined;
  readonly testid?: string;
  readonly onCancel?: (() => void) | undefined;
  readonly plain?: boolean;
  readonly disabled?: boolean;
  readonly children?: ReactNode;
};

/** What went wrong, the deed, and the way out. */
export const FormEnd = ({ word, busy, failure, testid, onCancel, plain, disabled, children }: EndProps) => (
  <>
    <Failure text={failure} />
    <div className="duty-buttons">
      <button
        type="submit"
        className={plain === true ? "plain-button" : "primary-button"}
        disabled={busy || disabled === true}
        data-testid={testid}
      >
        {word}
      </button>
      {children}
      {onCancel === undefined ? null : (
        <button type="button" className="tool" onClick={onCancel}>
          {say("form.cancel")}
        </button>
      )}
    </div>
  </>
);
