import { useState } from "react";
import type { CrewTask } from "../../src/rooms/rescue/contract.ts";
import type { Beside } from "./beside.ts";
import { Choice } from "./choice.tsx";
import { HelpButton } from "./help-button.tsx";
import { HelpLines } from "./help-lines.tsx";
import { HoldButton } from "./hold-button.tsx";
import { noRepair, type Repair, RepairQuestion, repairOf } from "./repair-question.tsx";
import { StepsButton } from "./scene-buttons.tsx";
import { TaskTitle } from "./task-title.tsx";
import { t } from "./texts.ts";

type State = "stopped" | "running";
type Props = {
  readonly task: CrewTask;
  readonly beside: Beside;
  readonly onSecured: (state: State, repair: Repair | null) => void;
};

/** Nobody may walk into the next entrapment: is the lift out of use, or repaired? One that is stopped may go to repair. */
export function SecureForm({ task, beside, onSecured }: Props) {
  const [state, setState] = useState<State | null>(null);
  const [repair, setRepair] = useState(noRepair);
  // In a drill nothing is broken.
  const asksRepair = state === "stopped" && !task.drill;
  return (
    <main className="page">
      <div className="page__body">
        <TaskTitle task={task} />
        <HelpLines task={task} onWithdraw={beside.withdrawHelp} />
        <Choice
          legend={t("secure.title")}
          options={[
            { value: "stopped", label: t("secure.stopped") },
            { value: "running", label: t("secure.running") },
          ]}
          value={state}
          onChange={setState}
          testId="secure"
        />
        {asksRepair && <RepairQuestion wish={repair} onWish={setRepair} />}
      </div>
      <div className="thumb">
        <div className="thumb__row">
          <HelpButton beside={beside} />
          <StepsButton task={task} beside={beside} />
        </div>
        <HoldButton
          testId="secure"
          disabled={state === null}
          onHeld={() => {
            if (state !== null) onSecured(state, asksRepair ? repairOf(repair) : null);
          }}
        >
          {t(state === null ? "secure.choose" : "secure.go")}
        </HoldButton>
      </div>
    </main>
  );
}
