import type { Ask, IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { formatClock, minutesToGo } from "../../ui/format-duration.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { language } from "../../ui/texts/language.ts";
import { word } from "../../ui/texts/shared-texts.ts";
import { useNow } from "../../ui/use-now.ts";
import { say as sayCrew } from "../texts/crew-phone-texts.ts";
import { say as sayDesk } from "../texts/desk-texts.ts";
import { say } from "../texts/incident-texts.ts";
import { lateReasonText, proofText } from "./crew-phone-lines.ts";
import type { FormKind } from "./forms/incident-form.tsx";
import { refusalText } from "./refusal-text.ts";
import type { Send } from "./use-command.ts";
import { whyLine } from "./why-line.ts";

type Props = {
  readonly row: IncidentRow;
  readonly dispatches: boolean;
  readonly onForm: (form: FormKind) => void;
  readonly send: Send;
};

/** Who was asked and what became of it, the latest first; each with the reason why. */
export function AskList({ row, dispatches, onForm, send }: Props) {
  const running = row.freedAt === null && row.closedAt === null;
  const latest = [...row.asks].reverse();
  const past = latest.filter((ask) => !isLive(ask));
  return (
    <section className="block" aria-label={say("crew.title")}>
      <h3 className="block-title">{say("crew.title")}</h3>
      <ul className="asks">
        {row.secondCrewForbidden && running ? <li className="block-empty">{say("hedge.forbidden")}</li> : null}
        {latest.length === 0 ? <li className="block-empty">{say("crew.none")}</li> : null}
        {latest.filter(isLive).map((ask) => (
          <li key={ask.askId} className="ask" data-testid={`ask-${ask.askId}`} data-status={ask.status}>
            <div className="ask-line">
              <span className="ask-crew" title={`${ask.crew} · ${ask.organisation}`}>
                <strong>{ask.crew}</strong> {ask.organisation}
              </span>
              <span className="ask-status">{word(`ask.${ask.status}`)}</span>
            </div>
            <div className="ask-line ask-why">
              <span>{whyLine(ask.why)}</span>
              <AskTime ask={ask} />
            </div>
            <Delay ask={ask} />
            {ask.proof === undefined ? null : <p className="ask-proof">{proofText(ask.proof)}</p>}
            {dispatches && running && (ask.status === "asked" || ask.status === "accepted") ? (
              <div className="ask-buttons">
                {ask.status === "asked" ? (
                  <button type="button" className="tool" onClick={() => void send(`asks/${ask.askId}/accept`)}>
                    {say("crew.accept")}
                  </button>
                ) : (
                  <button
                    type="button"
                    className="tool"
                    onClick={() => void send(`asks/${ask.askId}/arrived`, { position: null })}
                  >
                    {say("crew.arrive")}
                  </button>
                )}
                {ask.status === "accepted" ? (
                  <button type="button" className="tool" onClick={() => onForm(`late:${ask.askId}`)}>
                    {sayCrew("late.record")}
                  </button>
                ) : null}
                <button type="button" className="tool" onClick={() => onForm(`refuse:${ask.askId}`)}>
                  {say("crew.refuse")}
                </button>
              </div>
            ) : null}
          </li>
        ))}
        {dispatches ? <ContractedCame asks={past.filter((ask) => mayCome(ask, row))} send={send} /> : null}
        {past.length === 0 ? null : <li className="ask ask--past">{past.map(pastLine).join(listMark())}</li>}
      </ul>
    </section>
  );
}

/** That it will be late, in the crew's own words. */
function Delay({ ask }: { readonly ask: Ask }) {
  const { delay } = ask;
  if (delay === undefined || ask.status === "arrived") return null;
  const { minutes, reason, saidAt } = delay;
  return (
    <p className="ask-delay" data-testid={`delay-${ask.askId}`}>
      {sayCrew("ask.late", { minutes, reason: lateReasonText(reason), time: formatTimeOfDay(saidAt) })}
    </p>
  );
}

function ContractedCame({ asks, send }: { readonly asks: readonly Ask[]; readonly send: Send }) {
  return asks.map(({ askId, crew }) => (
    <li key={askId} className="ask ask-buttons">
      <button
        type="button"
        className="tool"
        onClick={() => void send(`asks/${askId}/arrived`, { position: null })}
        data-testid={`came-${askId}`}
      >
        {say("crew.came", { crew })}
      </button>
    </li>
  ));
}

/** 「申通救援 5 组已拒单（车辆故障）」 */
function pastLine(ask: Ask): string {
  const why = ask.refusal === null ? "" : ` (${refusalText(ask.refusal)})`;
  const came = ask.cameAt === null ? "" : ` (${say("why.came", { time: formatTimeOfDay(ask.cameAt) })})`;
  return `${ask.crew} ${word(`ask.${ask.status}`)}${why}${came}`;
}
/** The contracted unit's crew that another was quicker than: its own arrival may still be recorded. */
const mayCome = (ask: Ask, row: IncidentRow): boolean =>
  row.arrivedAt !== null &&
  row.closedAt === null &&
  ask.status === "stood-down" &&
  ask.why.rule === "contracted-unit" &&
  ask.answeredAt !== null &&
  ask.cameAt === null;
const listMark = (): string => (language() === "en" ? "; " : "；");

const isLive = (ask: Ask): boolean => ask.status === "asked" || ask.status === "accepted" || ask.status === "arrived";

/** The time that matters for this ask now. */
function AskTime({ ask }: { readonly ask: Ask }) {
  const now = useNow();
  if (ask.status === "arrived")
    return <span className="sp-clock">{say("crew.arrived-at", { time: formatTimeOfDay(ask.arrivedAt ?? now) })}</span>;
  if (ask.status === "asked") {
    const left = ask.respondBy - now;
    return (
      <span
        className={left < 0 ? "sp-clock sp-clock--over" : "sp-clock"}
        title={say("crew.answer-by", { time: formatTimeOfDay(ask.respondBy) })}
      >
        {sayDesk("deadline.crew-answer")} {formatClock(Math.abs(left))}
        {left < 0 ? ` ${word("clock.overdue")}` : ""}
      </span>
    );
  }
  const late = ask.arriveBy !== null && now > ask.arriveBy;
  return (
    <span
      className={late ? "sp-clock sp-clock--over" : "sp-clock"}
      title={ask.arriveBy === null ? undefined : say("crew.arrive-by", { time: formatTimeOfDay(ask.arriveBy) })}
    >
      {ask.expectedAt === null
        ? ""
        : ask.expectedAt < now
          ? sayDesk("queue.to-go.late")
          : sayDesk("queue.to-go", { minutes: minutesToGo(ask.expectedAt - now) })}
      {late ? ` ${word("clock.overdue")}` : ""}
    </span>
  );
}
