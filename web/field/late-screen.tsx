import { useState } from "react";
import { type LateReason, lateMinutes, lateReasons } from "../../src/rooms/rescue/contract/crew-phone.ts";
import type { CrewTask } from "../../src/rooms/rescue/contract.ts";
import { formatTimeOfDay } from "../ui/format-time.ts";
import { crewWord } from "../ui/texts/crew-words.ts";
import { Choice } from "./choice.tsx";
import { d } from "./deed-texts.ts";
import { HoldButton } from "./hold-button.tsx";
import { SideScreen } from "./side-screen.tsx";

export type Late = { readonly minutes: number; readonly reason: LateReason };
type Props = { readonly task: CrewTask; readonly onLate: (late: Late) => void; readonly onBack: () => void };

/** 「晚到 N 分钟」: by two choices, so that a glove can say it at the traffic light. */
export function LateScreen({ task, onLate, onBack }: Props) {
  const [minutes, setMinutes] = useState<string | null>(null);
  const [reason, setReason] = useState<LateReason | null>(null);
  return (
    <SideScreen
      testId="late-form"
      onBack={onBack}
      thumb={
        <HoldButton
          testId="late"
          disabled={minutes === null || reason === null}
          onHeld={() => {
            if (minutes !== null && reason !== null) onLate({ minutes: Number(minutes), reason });
          }}
        >
          {minutes === null || reason === null ? d("late.choose") : d("late.go", { minutes })}
        </HoldButton>
      }
    >
      <Choice
        legend={d("late.title")}
        options={lateMinutes.map((each) => ({ value: String(each), label: d("late.count", { minutes: each }) }))}
        value={minutes}
        onChange={setMinutes}
        columns={2}
        testId="late-minutes"
      />
      {task.expectedAt !== null && (
        <p className="quiet">{d("late.from", { time: formatTimeOfDay(task.expectedAt).slice(0, 5) })}</p>
      )}
      <Choice
        legend={d("late.why")}
        options={lateReasons.map((value) => ({ value, label: crewWord(`late.${value}`) }))}
        value={reason}
        onChange={setReason}
        testId="late-reason"
      />
    </SideScreen>
  );
}
