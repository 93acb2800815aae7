import { type FormEvent, useState } from "react";
import type { Schedule } from "../../../src/rooms/duties/contract/duty-fields.ts";
import type { ReviewDuty } from "../../../src/rooms/duties/contract/review.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatDate } from "../../ui/format-time.ts";
import { say } from "../texts/duty-texts.ts";
import { FormEnd, Line, Pick } from "./form-fields.tsx";
import { useDecision } from "./use-decision.ts";

const periods = ["P1Y", "P6M", "P3M", "P1M", "P1W"] as const;

/** The usual periods, and the one that the document names when it is none of them. */
function optionsWith(period: string): readonly (readonly [string, string])[] {
  const usual = periods.map((each) => [each, say(`schedule.${each}`)] as const);
  const isUsual = period === "" || usual.some(([each]) => each === period);
  return [["", say("schedule.every.none")], ...usual, ...(isUsual ? [] : [[period, period] as const])];
}

function typedOf({ schedule, proposedSchedule }: ReviewDuty) {
  const given = schedule ?? proposedSchedule;
  const yearEnd = `${formatDate(serverNow()).slice(0, 4)}-12-31`;
  const { period = "", first = yearEnd } = given?.every ?? {};
  return { yearEnd, period, first, days: (given?.days ?? []).join("，") };
}

const readDays = (text: string): string[] => text.split(/[，,、\s]+/).filter((day) => day !== "");

/** When a duty is due: what the document says definitely stands there already, the rest is a person's word. */
export function ScheduleForm({ duty, onDone }: { readonly duty: ReviewDuty; readonly onDone: () => void }) {
  const { yearEnd, ...given } = typedOf(duty);
  const [period, setPeriod] = useState(given.period);
  const [first, setFirst] = useState(given.first);
  const [days, setDays] = useState(given.days);
  const decision = useDecision();
  const save = async (schedule: Schedule): Promise<void> => {
    if (await decision.send(`/api/v1/duties/${duty.id}/schedule`, { version: duty.version, schedule })) onDone();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void save({ days: readDays(days), every: period === "" ? null : { period, first } });
  };
  const yearly = { days: [], every: { period: "P1Y", first: yearEnd } };
  return (
    <form className="duty-form" onSubmit={submit}>
      <div className="duty-row">
        <Pick
          label={say("schedule.every")}
          value={period}
          onPick={setPeriod}
          options={optionsWith(period)}
          testid="schedule-period"
        />
        <Line
          label={say("schedule.first")}
          type="date"
          required={period !== ""}
          value={first}
          onType={setFirst}
          data-testid="schedule-first"
        />
      </div>
      <Line
        label={say("schedule.days")}
        placeholder="2026-12-10"
        value={days}
        onType={setDays}
        data-testid="schedule-days"
      />
      <FormEnd
        word={say("schedule.save")}
        busy={decision.busy}
        failure={decision.failure}
        testid="schedule-save"
        onCancel={onDone}
      >
        <button
          type="button"
          className="plain-button"
          disabled={decision.busy}
          onClick={() => void save(yearly)}
          data-testid="schedule-review"
        >
          {say("schedule.review")}
        </button>
      </FormEnd>
    </form>
  );
}
