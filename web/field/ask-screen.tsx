import { useEffect, useState } from "react";
import type { CrewTask, refusalReasons } from "../../src/rooms/rescue/contract.ts";
import { formatClock } from "../ui/format-duration.ts";
import { word } from "../ui/texts/shared-texts.ts";
import { UrgencyMark } from "../ui/urgency-mark.tsx";
import { useNow } from "../ui/use-now.ts";
import { hush, raiseAlert } from "./alert.ts";
import { Choice } from "./choice.tsx";
import { HoldButton } from "./hold-button.tsx";
import type { Outbox, OutboxEntry } from "./outbox.ts";
import { TaskFacts } from "./task-facts.tsx";
import { t } from "./texts.ts";

type Props = { readonly task: CrewTask; readonly outbox: Outbox; readonly entries: readonly OutboxEntry[] };
type Reason = (typeof refusalReasons)[number];
const reasons: readonly Reason[] = ["too-far", "busy", "no-tools", "vehicle", "off-duty", "other"];

/** A new task over the whole screen: accept at the thumb, refuse at the top, both only on purpose. */
export function AskScreen({ task, outbox, entries }: Props) {
  const [refusing, setRefusing] = useState(false);
  const [silent, setSilent] = useState(false);
  useSeen(task.askId, outbox, entries);
  useEffect(() => {
    raiseAlert(t("ask.new"), task.place);
    return hush;
  }, [task.place]);
  if (refusing) return <RefuseScreen task={task} outbox={outbox} onBack={() => setRefusing(false)} />;
  return (
    <main className="page ask" data-testid="ask" data-urgency={task.urgency}>
      <div className="ask__top">
        <button type="button" className="button" data-testid="refuse" onClick={() => setRefusing(true)}>
          {t("ask.refuse")}
        </button>
        {!silent && (
          <button
            type="button"
            className="link"
            data-testid="hush"
            onClick={() => {
              hush();
              setSilent(true);
            }}
          >
            {t("ask.hush")}
          </button>
        )}
      </div>
      <div className="page__body">
        <p className="ask__kind">
          {t("ask.new")} <UrgencyMark urgency={task.urgency} size={20} />
        </p>
        <TaskFacts task={task} />
      </div>
      <div className="thumb">
        <Countdown task={task} />
        <HoldButton testId="accept" onHeld={() => outbox.put("accept", task.askId)}>
          {t("ask.accept")}
        </HoldButton>
      </div>
    </main>
  );
}

/** The centre counts an ask as delivered once it has been on the screen. */
function useSeen(askId: string, outbox: Outbox, entries: readonly OutboxEntry[]): void {
  const told = entries.some((each) => each.kind === "seen" && each.askId === askId);
  useEffect(() => {
    if (!told) outbox.put("seen", askId);
  }, [told, askId, outbox]);
}

function Countdown({ task }: { readonly task: CrewTask }) {
  const now = useNow();
  const leftMs = task.respondBy - now;
  const share = Math.max(0, Math.min(1, leftMs / Math.max(1, task.respondBy - task.askedAt)));
  return (
    <div className="countdown" data-testid="countdown">
      <p className={leftMs <= 0 ? "warning" : "countdown__text"}>
        {leftMs <= 0 ? t("ask.overdue") : t("ask.answer-within", { time: formatClock(leftMs) })}
      </p>
      <div className="countdown__bar" aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}

type RefuseProps = { readonly task: CrewTask; readonly outbox: Outbox; readonly onBack: () => void };

function RefuseScreen({ task, outbox, onBack }: RefuseProps) {
  const [reason, setReason] = useState<Reason | null>(null);
  const [text, setText] = useState("");
  const refuse = (): void =>
    outbox.put("refuse", task.askId, { reason, text: text.trim() === "" ? null : text.trim().slice(0, 200) });
  return (
    <main className="page" data-testid="refuse-form">
      <div className="ask__top">
        <button type="button" className="button" onClick={onBack}>
          {t("ask.back")}
        </button>
      </div>
      <div className="page__body">
        <Choice
          legend={t("ask.refuse.why")}
          options={reasons.map((value) => ({ value, label: word(`refusal.${value}`) }))}
          value={reason}
          onChange={setReason}
          testId="reason"
        />
        <label className="text-field">
          {t("ask.refuse.text")}
          <input value={text} maxLength={200} onChange={(event) => setText(event.target.value)} />
        </label>
      </div>
      <div className="thumb">
        <Countdown task={task} />
        <HoldButton testId="refuse-confirm" tone="plain" disabled={reason === null} onHeld={refuse}>
          {reason === null ? t("ask.refuse.choose") : t("ask.refuse.go")}
        </HoldButton>
      </div>
    </main>
  );
}
