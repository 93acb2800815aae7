import "./hazards.css";
import { type Hazard, hazards } from "../../../src/rooms/rescue/contract/hazards.ts";
import { word } from "../../ui/texts/shared-texts.ts";
import { say } from "../texts/hazard-texts.ts";

type Props = { readonly value: readonly Hazard[]; readonly onChange: (hazards: readonly Hazard[]) => void };

/** What waits for no level, each one key press: Tab to it, Space. */
export function HazardChecks({ value, onChange }: Props) {
  return (
    <fieldset className="hazard-checks">
      <legend className="field-label">{say("title")}</legend>
      {hazards.map((hazard) => (
        <label key={hazard} className="check">
          <input
            type="checkbox"
            checked={value.includes(hazard)}
            onChange={({ target }) =>
              onChange(target.checked ? [...value, hazard] : value.filter((each) => each !== hazard))
            }
            data-testid={`hazard-${hazard}`}
          />
          <span>{word(`hazard.${hazard}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
