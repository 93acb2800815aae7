import "../numbers/numbers.css";
import type { ImportRun } from "../../../src/platform/imports/import-contract.ts";
import { formatCount } from "../../ui/format-count.ts";
import { language } from "../../ui/texts/language.ts";
import { say } from "../texts/import-texts.ts";

const counted = ["rows", "created", "changed", "unchanged", "differs", "refused"] as const;
const found = ["missing", "mended", "organisationsMade", "withdrawn", "putBack", "kept", "keptFields"] as const;

/** How far it is and what became of the rows. */
export function RunFigures({ run }: { readonly run: ImportRun }) {
  const going = run.state === "checking" || run.state === "running";
  const took = run.startedAt === null || run.endedAt === null ? null : (run.endedAt - run.startedAt) / 1_000;
  // Before the first rows are read nothing is known of how many there are.
  const begun = run.nextRow > 1;
  const total = Math.max(run.rowsEstimate ?? 0, run.nextRow);
  return (
    <>
      {going ? (
        <p className="import-progress" aria-live="polite">
          <progress
            max={run.rowsEstimate ?? undefined}
            value={begun && run.rowsEstimate !== null ? run.nextRow : undefined}
            aria-label={say("run.rows")}
          />
          {begun ? (
            <span data-testid="progress">
              {say("run.progress", { row: formatCount(run.nextRow - 1), total: formatCount(total) })}
            </span>
          ) : null}
          <span>{say(run.state === "checking" ? "check.running" : "run.running")}</span>
        </p>
      ) : null}
      <dl className="import-figures">
        {counted.map((name) => (
          <div key={name} className={name === "refused" && run.counts.refused > 0 ? "import-figure--bad" : undefined}>
            <dt>{say(`run.${name}`)}</dt>
            <dd data-testid={`count-${name}`}>{formatCount(run.counts[name])}</dd>
          </div>
        ))}
        {found.map((name) =>
          (run.findings[name] ?? 0) === 0 ? null : (
            <div key={name}>
              <dt>{say(`run.${name}`)}</dt>
              <dd>{formatCount(run.findings[name] ?? 0)}</dd>
            </div>
          ),
        )}
      </dl>
      <p className="import-note" data-testid="asked-by">
        {say("run.by")}
        {language() === "en" ? ": " : "："}
        {run.askedBy}
        {run.undoneBy === null ? null : ` · ${say("run.undoneBy", { name: run.undoneBy })}`}
      </p>
      {took === null ? null : <p className="import-note">{say("run.took", { seconds: took.toFixed(1) })}</p>}
    </>
  );
}
