import { useState } from "react";
import type { DockingCheck } from "../../../src/rooms/devices/contract/docking.ts";
import { sendJson, textOfFailure } from "../../ui/api.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { say } from "../texts/docking-texts.ts";

type Props = { readonly check: DockingCheck; readonly onChanged: () => void };

/** What somebody at the lift does, and the two ends of the check. */
export function CheckSteps({ check, onChanged }: Props) {
  const [failure, setFailure] = useState<string>();
  const act = async (deed: string, body: object = {}): Promise<void> => {
    setFailure(undefined);
    try {
      await sendJson("POST", `/api/v1/docking-checks/${check.id}/${deed}`, body);
    } catch (problem) {
      setFailure(textOfFailure(problem));
    } finally {
      onChanged();
    }
  };
  return (
    <section className="sheet-part no-print">
      <h2 className="sheet-title">{say("steps.title")}</h2>
      <ol className="check-steps">
        <li>
          <p>{say("steps.drive")}</p>
        </li>
        {check.kind === "lift" ? (
          <>
            <AlarmStep check={check} act={act} />
            <VoiceStep act={act} />
          </>
        ) : null}
        <li>
          <p>{say("steps.away")}</p>
        </li>
        <EndStep act={act} />
      </ol>
      {failure === undefined ? null : (
        <p className="form-failure" role="alert">
          {failure}
        </p>
      )}
    </section>
  );
}

type Act = (deed: string, body?: object) => Promise<void>;

function AlarmStep({ check, act }: { readonly check: DockingCheck; readonly act: Act }) {
  const until = check.alarmTestUntil !== null && check.alarmTestUntil > serverNow() ? check.alarmTestUntil : undefined;
  return (
    <li>
      <p>{say("steps.alarm")}</p>
      {until === undefined ? (
        <button type="button" className="plain-button" onClick={() => void act("alarm-test")} data-testid="alarm-test">
          {say("steps.alarm.do")}
        </button>
      ) : (
        <strong role="status" data-testid="alarm-test-on">
          {say("steps.alarm.on", { time: formatTimeOfDay(until) })}
        </strong>
      )}
    </li>
  );
}

function VoiceStep({ act }: { readonly act: Act }) {
  const [name, setName] = useState("");
  const said = name.trim();
  return (
    <li>
      <p>{say("steps.voice")}</p>
      <div className="check-voice">
        <input
          className="text-input"
          aria-label={say("steps.voice.name")}
          placeholder={say("steps.voice.name")}
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
          data-testid="voice-name"
        />
        {([true, false] as const).map((heard) => (
          <button
            key={String(heard)}
            type="button"
            className="plain-button"
            disabled={said === ""}
            onClick={() => void act("voice", { heard, name: said })}
            data-testid={heard ? "voice-ok" : "voice-bad"}
          >
            {say(heard ? "steps.voice.ok" : "steps.voice.bad")}
          </button>
        ))}
      </div>
    </li>
  );
}

function EndStep({ act }: { readonly act: Act }) {
  const [sure, setSure] = useState(false);
  return (
    <li>
      <span />
      <div className="check-voice">
        <button
          type="button"
          className="plain-button"
          onClick={() => (sure ? void act("abandon") : setSure(true))}
          data-testid="abandon"
        >
          {say(sure ? "check.abandon.sure" : "check.abandon")}
        </button>
        <button type="button" className="plain-button" onClick={() => void act("finish")} data-testid="finish">
          {say("check.finish")}
        </button>
      </div>
    </li>
  );
}
