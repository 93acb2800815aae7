import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { word } from "../../ui/texts/shared-texts.ts";
import { say } from "../texts/incident-texts.ts";
import type { Send } from "./use-command.ts";

const answers = ["on-my-way", "guarding", "no-answer", "false-alarm"] as const;

type Props = {
  readonly row: IncidentRow;
  readonly dispatches: boolean;
  readonly busy: boolean;
  readonly send: Send;
};

/** The use unit's person on duty: told at once, and what he says is recorded here with one click. */
export function UseUnit({ row, dispatches, busy, send }: Props) {
  const running = row.freedAt === null && row.closedAt === null;
  return (
    <section className="block" aria-label={say("use-unit.title")}>
      <h3 className="block-title">{say("use-unit.title")}</h3>
      <div>
        <div className="ask-line">
          <span className="ask-crew" title={row.useUnit.name ?? undefined}>
            {row.useUnit.name ?? say("use-unit.nobody")}
          </span>
          <span className="ask-status">
            {word(`use-unit.${row.useUnit.status}`)}
            {row.useUnit.at === null ? "" : ` ${formatTimeOfDay(row.useUnit.at)}`}
          </span>
        </div>
        {dispatches && running && row.useUnit.name !== null ? (
          <UseUnitButtons row={row} busy={busy} send={send} />
        ) : null}
      </div>
    </section>
  );
}

export function UseUnitButtons({ row, busy, send }: Omit<Props, "dispatches">) {
  return (
    <div className="ask-buttons">
      {answers.map((answer) => (
        <button
          key={answer}
          type="button"
          className="tool"
          aria-pressed={row.useUnit.status === answer}
          disabled={busy}
          onClick={() => void send("use-unit", { answer })}
          data-testid={`use-unit-${answer}`}
        >
          {say(`use-unit.answer.${answer}`)}
        </button>
      ))}
    </div>
  );
}
