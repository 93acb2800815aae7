import type { NoticeRow } from "../../../src/rooms/rescue/contract.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { word } from "../../ui/texts/shared-texts.ts";
import { say } from "../texts/incident-texts.ts";
import { refusalText } from "./refusal-text.ts";

/** What was told to whom, and what became of it. */
export function NoticeList({ notices }: { readonly notices: readonly NoticeRow[] }) {
  if (notices.length === 0) return <p className="block-empty">{say("notices.empty")}</p>;
  return (
    <ul className="notices">
      {[...notices].reverse().map((notice) => (
        <li key={notice.id} className="notice">
          <div className="ask-line">
            <span className="ask-crew" title={`${notice.recipientName} ${notice.recipient}`}>
              {say(`notice.${notice.channel}`)} · {notice.recipientName}
            </span>
            <span className="ask-status">{noticeState(notice)}</span>
          </div>
          <p className="notice-body">{notice.body}</p>
        </li>
      ))}
    </ul>
  );
}

/** The last fact of a notice in words: 「已送达 03:07:09」; one that nothing came of is over at its end. */
export function noticeState(notice: NoticeRow): string {
  const last = notice.facts.at(-1);
  if (last === undefined)
    return notice.expiresAt > serverNow()
      ? `${say("notice.waiting")} ${formatTimeOfDay(notice.askedAt)}`
      : `${say("notice.expired")} ${formatTimeOfDay(notice.expiresAt)}`;
  const detail = last.detail === null ? "" : ` · ${detailText(last.detail)}`;
  return `${say(`notice.${last.fact}`)} ${formatTimeOfDay(last.at)}${detail}`;
}

const details = ["taken", "accepted", "no answer", "maybe twice", "told otherwise"] as const;
const useUnitAnswers = ["on-my-way", "guarding", "false-alarm", "no-answer"] as const;
/** What the platform itself recorded comes as a code, what a person wrote as his words. */
function detailText(detail: string): string {
  const known = details.find((each) => each === detail);
  if (known !== undefined) return say(`notice.detail.${known}`);
  const answer = useUnitAnswers.find((each) => each === detail);
  if (answer !== undefined) return word(`use-unit.${answer}`);
  const pressed = /^key ([0-9*#]+)$/.exec(detail)?.[1];
  if (pressed !== undefined) return say("notice.detail.key", { key: pressed });
  const [, code, next] = /^gateway: (.+?)(?:, next: (sms|voice))?$/.exec(detail) ?? [];
  if (code !== undefined) {
    const then = next === "sms" || next === "voice" ? ` → ${say(`notice.${next}`)}` : "";
    return `${say("notice.detail.gateway", { code })}${then}`;
  }
  const refusal = /^refused: (.+)$/.exec(detail)?.[1];
  return refusal === undefined ? detail : `${word("ask.refused")} (${refusalText(refusal)})`;
}
