import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Covers, CoversGuess, ImportRun } from "../../../src/platform/imports/import-contract.ts";
import { SelectField } from "../form/fields.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/import-texts.ts";

/** What a file is; `mends` names the import whose refused rows it puts right. */
export type SaidCovers = { readonly covers: Covers; readonly mends: string | null };

/** One word for both, as a choice has it. */
const wordOf = ({ covers, mends }: SaidCovers): string => (covers === "mends" ? `mends:${mends}` : covers);
const saidBy = (word: string): SaidCovers =>
  word.startsWith("mends:") ? { covers: "mends", mends: word.slice(6) } : { covers: word as Covers, mends: null };

const isMendable = ({ counts, state }: ImportRun): boolean =>
  counts.refused > 0 && ["done", "stopped", "failed"].includes(state);

type Props = {
  readonly sourceId: string;
  /** The import itself cannot mend itself. */
  readonly runId?: string;
  readonly value: SaidCovers | null;
  readonly onChange: (said: SaidCovers | null) => void;
  /** Without it somebody must choose; with it the platform may guess. */
  readonly guessable?: boolean;
};

/** The whole of its source, a part, or mended rows of one of its imports. */
export function CoversField({ sourceId, runId, value, onChange, guessable = false }: Props) {
  const path = `/api/v1/import-runs?source=${sourceId}&limit=20`;
  const runs = useQuery({ ...pathQuery<{ runs: ImportRun[] }>(path), enabled: sourceId !== "" }).data?.runs ?? [];
  const mendable = runs.filter((run) => run.id !== runId && (isMendable(run) || run.id === value?.mends));
  const options = [
    ...(guessable ? [["", say("covers.guess")] as const] : []),
    ["whole", say("covers.whole")] as const,
    ["part", say("covers.part")] as const,
    ...mendable.map((run) => [`mends:${run.id}`, say("covers.mends", { file: run.fileName })] as const),
  ];
  return (
    <SelectField
      id="covers"
      label={say("covers")}
      value={value === null ? "" : wordOf(value)}
      onChange={(word) => onChange(word === "" ? null : saidBy(word))}
      options={options}
    />
  );
}

/** Why the platform took the file for what it says. */
export const CoversWhy = ({ guess }: { readonly guess: CoversGuess }) =>
  guess.why === "said" ? null : <p className="import-note import-covers-why">{say(`covers.why.${guess.why}`)}</p>;

/** What the file of an import is, in a line of its page. */
export function CoversLine({ run: { covers, coversSaid, mends } }: { readonly run: ImportRun }) {
  if (covers === null) return null;
  return (
    <p className="import-note" data-testid="covers-line">
      {say("covers")}：
      {covers === "mends" && mends !== null ? (
        <Link to="/imports/$runId" params={{ runId: mends.id }}>
          {say("covers.mends", { file: mends.fileName })}
        </Link>
      ) : (
        say(covers === "part" ? "covers.part" : "covers.whole")
      )}
      {coversSaid ? "" : say("covers.guessed")}
    </p>
  );
}
