import type { CrewTask, GoneReason } from "../../src/rooms/rescue/contract.ts";
import { formatSpan } from "../ui/format-duration.ts";
import { UrgencyMark } from "../ui/urgency-mark.tsx";
import type { OutboxEntry } from "./outbox.ts";
import type { Summary } from "./summary.ts";
import { t } from "./texts.ts";

type DoneProps = {
  readonly summary: Summary;
  readonly entries: readonly OutboxEntry[];
  readonly onOk: () => void;
};

/** What came of it, and whether the centre has it yet. */
export function DoneScreen({ summary, entries, onOk }: DoneProps) {
  const waiting = entries.some((each) => each.askId === summary.askId && each.status === "waiting");
  const facts = [
    summary.count === null ? null : t("done.freed", { count: summary.count }),
    summary.injured === null || summary.injured === 0 ? null : t("done.injured", { count: summary.injured }),
    summary.freedAt === null
      ? null
      : `${t("fact.trapped")} ${formatSpan((summary.freedAt - summary.trappedSince) / 1_000)}`,
  ].filter((each) => each !== null);
  return (
    <main className="page" data-testid="done">
      <div className="page__body">
        <p>
          <UrgencyMark urgency="done" size={28} />
        </p>
        <h1>{t("done.title")}</h1>
        <p className="strong">{summary.place}</p>
        {facts.length > 0 && <p>{facts.join(" · ")}</p>}
        <p>
          {t("done.cause")} {summary.cause}
        </p>
        <p className="quiet">
          {t("fact.no")} {summary.no}
        </p>
        {waiting ? <p className="warning">{t("done.waiting")}</p> : <p>{t("done.thanks")}</p>}
      </div>
      <div className="thumb">
        <button type="button" className="button button--action button--tall" data-testid="done-ok" onClick={onOk}>
          {t("done.ok")}
        </button>
      </div>
    </main>
  );
}

/** Why nobody need go any more, in one sentence; what an older page does not know is said in general words. */
const goneWhy = (reason: GoneReason | null): string => {
  switch (reason) {
    case "another-crew-came":
    case "another-crew-nearer":
    case "people-are-out":
    case "false-alarm":
    case "desk-chose-another":
    case "merged":
    case "real-rescue":
    case "drill-over":
    case "no-answer":
    case "closed":
      return t(`gone.${reason}`);
    default:
      return t("gone.text");
  }
};

export function GoneScreen({ task, onOk }: { readonly task: CrewTask; readonly onOk: () => void }) {
  return (
    <main className="page" data-testid="gone">
      <div className="page__body">
        <h1>{t("gone.title")}</h1>
        <p className="strong" data-testid="gone-why">
          {goneWhy(task.gone)}
        </p>
        <p>{task.place}</p>
        <p className="quiet">
          {t("fact.no")} {task.no}
        </p>
      </div>
      <div className="thumb">
        <button type="button" className="button button--action button--tall" data-testid="gone-ok" onClick={onOk}>
          {t("done.ok")}
        </button>
      </div>
    </main>
  );
}
