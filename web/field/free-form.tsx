import { useState } from "react";
import type { CrewTask, freedBys } from "../../src/rooms/rescue/contract.ts";
import { formatTimeOfDay } from "../ui/format-time.ts";
import { RunningClock } from "../ui/running-clock.tsx";
import { word } from "../ui/texts/shared-texts.ts";
import { AtTheLiftFacts } from "./at-the-lift.tsx";
import type { Beside } from "./beside.ts";
import { Choice } from "./choice.tsx";
import { d } from "./deed-texts.ts";
import { HelpButton } from "./help-button.tsx";
import { HelpLines } from "./help-lines.tsx";
import { HoldButton } from "./hold-button.tsx";
import { StepsButton } from "./scene-buttons.tsx";
import { Stepper } from "./stepper.tsx";
import { TaskTitle } from "./task-title.tsx";
import { t } from "./texts.ts";
import { Calls } from "./travel-screen.tsx";

type FreedBy = (typeof freedBys)[number];
type Freed = { readonly count: number; readonly injured: number; readonly by: FreedBy };
type Props = { readonly task: CrewTask; readonly beside: Beside; readonly onFreed: (freed: Freed) => void };

const bys: readonly FreedBy[] = ["crew", "use-unit", "themselves", "fire-service"];
const personsMax = 60;

/** On scene: who got out, and by whom. */
export function FreeForm({ task, beside, onFreed }: Props) {
  const [count, setCount] = useState(task.persons ?? 1);
  const [injured, setInjured] = useState(task.injured ?? 0);
  const [by, setBy] = useState<FreedBy>("crew");
  return (
    <main className="page">
      <div className="page__body">
        <TaskTitle task={task} />
        <p>
          {t("fact.trapped")} <RunningClock since={task.trappedSince} title={formatTimeOfDay(task.trappedSince)} />
        </p>
        <HelpLines task={task} onWithdraw={beside.withdrawHelp} />
        <Calls task={task} />
        <AtTheLiftFacts task={task} />
        <h2>{t("free.title")}</h2>
        <Stepper
          label={t("free.count")}
          value={count}
          max={personsMax}
          testId="freed-count"
          onChange={(next) => {
            setCount(next);
            setInjured(Math.min(injured, next));
          }}
        />
        <Stepper label={t("free.injured")} value={injured} max={count} testId="freed-injured" onChange={setInjured} />
        {injured > 0 && (
          <a className="button button--warn" href="tel:120">
            {t("free.120")}
          </a>
        )}
        <Choice
          legend={t("free.by")}
          options={bys.map((value) => ({ value, label: word(`freed-by.${value}`) }))}
          value={by}
          onChange={setBy}
          columns={2}
          testId="freed-by"
        />
      </div>
      <div className="thumb">
        <div className="thumb__row">
          <HelpButton beside={beside} />
          <StepsButton task={task} beside={beside} />
          {task.proof?.kind !== "scan" && (
            <button type="button" className="button" data-testid="scan-open" onClick={() => beside.open("scan")}>
              {d("scan.open")}
            </button>
          )}
        </div>
        <HoldButton testId="freed" tone="done" onHeld={() => onFreed({ count, injured, by })}>
          {t(count === 0 ? "free.none" : "free.go")}
        </HoldButton>
      </div>
    </main>
  );
}
