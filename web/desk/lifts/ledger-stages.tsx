import { type LifeStage, lifeStages } from "../../../src/rooms/lifts/contract.ts";
import { formatDate } from "../../ui/format-time.ts";
import { language } from "../../ui/texts/language.ts";
import { say } from "../texts/ledger-texts.ts";

export type Stage = {
  readonly stage: string;
  readonly recorded: { readonly entries: number; readonly lastDoneAt: number } | null;
};

const stageName = (stage: string): string => {
  const [, zh, en] = lifeStages.find(([code]) => code === (stage as LifeStage)) ?? ["", stage, stage];
  return language() === "en" ? en : zh;
};

/** Every stage of a life: what this platform knows of it, or that it has no record, which does not mean that there was nothing. */
export function LedgerStages({ stages }: { readonly stages: readonly Stage[] }) {
  return (
    <dl className="ledger-stages" aria-label={say("ledger.stages")} data-testid="ledger-stages">
      {stages.map(({ stage, recorded }) => (
        <div key={stage} className={recorded === null ? "ledger-stage ledger-stage--none" : "ledger-stage"}>
          <dt>{stageName(stage)}</dt>
          <dd className="sp-figures">{recordedText(recorded)}</dd>
        </div>
      ))}
    </dl>
  );
}

function recordedText(recorded: Stage["recorded"]): string {
  if (recorded === null) return say("ledger.stage.none");
  const date = formatDate(recorded.lastDoneAt);
  return recorded.entries === 1
    ? say("ledger.stage.once", { date })
    : say("ledger.stage.often", { count: recorded.entries, date });
}
