import { type HelpShown, isHelpOpen } from "../../src/rooms/rescue/contract/crew-phone.ts";
import type { CrewTask } from "../../src/rooms/rescue/contract.ts";
import { formatTimeOfDay } from "../ui/format-time.ts";
import { crewWord } from "../ui/texts/crew-words.ts";
import { language } from "../ui/texts/language.ts";
import { d } from "./deed-texts.ts";
import { notSent } from "./move-on.ts";

type Props = { readonly task: CrewTask; readonly onWithdraw: (helpId: string) => void };

/** What this crew asked for and how it stands: whether the centre has seen it matters more than anything. */
export function HelpLines({ task, onWithdraw }: Props) {
  const shown = (task.help ?? []).filter(({ withdrawnAt }) => withdrawnAt === null);
  if (shown.length === 0) return null;
  return (
    <section className="helps" data-testid="helps" aria-live="polite">
      {shown.map((help) => (
        <p key={help.helpId} className={isHelpOpen(help) ? "chosen" : "chosen quiet"} data-testid={`help-${help.what}`}>
          <span>
            {d("help.mine")} · <strong>{crewWord(`help.${help.what}`)}</strong>
            <br />
            {standing(help)}
          </span>
          {isHelpOpen(help) && (
            <button
              type="button"
              className="link"
              data-testid={`help-withdraw-${help.what}`}
              onClick={() => onWithdraw(help.helpId)}
            >
              {d("help.withdraw")}
            </button>
          )}
        </p>
      ))}
    </section>
  );
}

function standing({ answer, seenAt, askedAt }: HelpShown): string {
  const time = (at: number): string => formatTimeOfDay(at).slice(0, 5);
  if (answer !== null) {
    const note = answer.note === null ? "" : `${language() === "en" ? ": " : "："}${answer.note}`;
    return d(answer.answer === "arranged" ? "help.arranged" : "help.refused", { time: time(answer.at), note });
  }
  // What is only on this phone has no time of the centre's yet.
  if (askedAt === notSent) return d("help.waiting");
  return seenAt === null ? d("help.sent") : d("help.seen", { time: time(seenAt) });
}
