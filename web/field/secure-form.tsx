import { useState } from "react";
import type { CrewTask } from "../../src/rooms/rescue/contract.ts";
import type { Beside } from "./beside.ts";
import { Choice } from "./choice.tsx";
import { HelpButton } from "./help-button.tsx";
import { HelpLines } from "./help-lines.tsx";
import { HoldButton } from "./hold-button.tsx";
import { TaskTitle } from "./task-title.tsx";
import { t } from "./texts.ts";

type State = "stopped" | "running";
type Props = { readonly task: CrewTask; readonly beside: Beside; readonly onSecured: (state: State) => void };

/** Nobody may walk into the next entrapment: is the lift out of use, or repaired? */
export function SecureForm({ task, beside, onSecured }: Props) {
  const [state, setState] = useState<State | null>(null);
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
      </div>
      <div className="thumb">
        <div className="thumb__row">
          <HelpButton beside={beside} />
        </div>
        <HoldButton
          testId="secure"
          disabled={state === null}
          onHeld={() => {
            if (state !== null) onSecured(state);
          }}
        >
          {t(state === null ? "secure.choose" : "secure.go")}
        </HoldButton>
      </div>
    </main>
  );
}
