import { certainties } from "../../../src/kernel/certainty.ts";
import { SelectField, TextField } from "../form/fields.tsx";
import { say } from "../texts/setting-texts.ts";

type Ground = { readonly validFrom: string; readonly source: string; readonly certainty: string };
type Props = {
  /** Begins the fields' ids. */
  readonly name: string;
  readonly typed: Ground;
  readonly change: (more: Partial<Ground>) => void;
  readonly today: string;
};

/** Of a figure that a region sets: from when, by what, and how sure that is. */
export function GroundFields({ name, typed, change, today }: Props) {
  return (
    <>
      <TextField
        id={`${name}-from`}
        label={say("form.day")}
        type="date"
        required
        min={today}
        value={typed.validFrom}
        onChange={(validFrom) => change({ validFrom })}
      />
      <TextField
        id={`${name}-source`}
        label={say("form.source")}
        required
        minLength={4}
        maxLength={300}
        value={typed.source}
        onChange={(source) => change({ source })}
      />
      <SelectField
        id={`${name}-certainty`}
        label={say("certainty")}
        value={typed.certainty}
        onChange={(certainty) => change({ certainty })}
        options={certainties.map((each) => [each, say(`certainty.${each}`)])}
      />
    </>
  );
}
