import type { CrewTask } from "../../src/rooms/rescue/contract.ts";
import type { Beside } from "./beside.ts";
import { d } from "./deed-texts.ts";

type Props = { readonly task: CrewTask; readonly beside: Beside };

/** How far the steps are; they may be ticked at any time and are waited for at none. */
export function StepsButton({ task, beside }: Props) {
  const all = task.scene?.procedure?.steps ?? [];
  const done = all.filter(({ step }) => task.scene?.steps.some((each) => each.step === step && each.done)).length;
  return (
    <button type="button" className="button" data-testid="steps-open" onClick={() => beside.open("steps")}>
      {all.length === 0 ? d("steps.none") : d("steps.open", { done, all: all.length })}
    </button>
  );
}

export function SignButton({ task, beside }: Props) {
  const signed = task.scene?.handBack?.signed === true;
  return (
    <button
      type="button"
      className="button"
      data-testid="sign-open"
      disabled={signed}
      onClick={() => beside.open("sign")}
    >
      {d(signed ? "sign.done" : "sign.open")}
    </button>
  );
}
