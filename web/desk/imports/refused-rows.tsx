import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ImportRun } from "../../../src/platform/imports/import-contract.ts";
import { getJson } from "../../ui/api.ts";
import { formatCount } from "../../ui/format-count.ts";
import { language } from "../../ui/texts/language.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty } from "../list/list-page.tsx";
import { say } from "../texts/import-texts.ts";

type Reason = { readonly zh: string; readonly en: string };
type Row = { readonly row: number; readonly cells: readonly string[]; readonly reasons: readonly Reason[] };
type Mender = { readonly id: string; readonly fileName: string; readonly rows: number };
type Reply = { readonly rows: readonly Row[]; readonly total: number; readonly mendedBy: readonly Mender[] };

const reasonsOf = (row: Row): string =>
  row.reasons.map((reason) => (language() === "en" ? reason.en : reason.zh)).join("；");

const columns = (): readonly Column<Row>[] => [
  { head: say("refused.row"), look: "right", text: (row) => String(row.row) },
  // Whole, over several lines where it must be: what is to be mended stands in it.
  { head: say("refused.reasons"), main: true, text: reasonsOf },
  {
    head: say("refused.cells"),
    look: "cut cut--long",
    text: (row) => row.cells.filter((cell) => cell !== "").join(" · "),
  },
];

/** The first refused rows with their reasons, and all of them as a file. */
export function RefusedRows({ run }: { readonly run: ImportRun }) {
  const path = `/api/v1/import-runs/${run.id}/refused`;
  // The check's rows make place for the run's: each state asks anew, or what was read in between would stand as "none".
  const query = useQuery({
    queryKey: [path, run.state],
    queryFn: ({ signal }) => getJson<Reply>(`${path}?limit=50`, signal),
  });
  return (
    <section className="import-part">
      <header className="import-part-head">
        <h2>
          {say("refused.title")}{" "}
          <span className="page-count">{formatCount(query.data?.total ?? run.counts.refused)}</span>
        </h2>
        <a className="plain-button" href={`${path}/file?format=xlsx`} data-testid="refused-xlsx">
          {say("refused.download", { format: "XLSX" })}
        </a>
        <a className="plain-button" href={`${path}/file?format=csv`}>
          {say("refused.download", { format: "CSV" })}
        </a>
        {run.state === "done" ? (
          <Link
            to="/imports/new"
            search={{ source: run.sourceId, mends: run.id }}
            className="plain-button"
            data-testid="bring-mended"
          >
            {say("refused.bring")}
          </Link>
        ) : null}
      </header>
      <p className="import-note">{say("refused.lead")}</p>
      {(query.data?.mendedBy ?? []).map(({ id, fileName, rows }) => (
        <p key={id} className="import-note" data-testid="mended-by">
          <Link to="/imports/$runId" params={{ runId: id }}>
            {say("refused.mended-by", { count: formatCount(rows), file: fileName })}
          </Link>
        </p>
      ))}
      <DataTable
        columns={columns()}
        rows={query.data?.rows}
        keyOf={(row) => String(row.row)}
        empty={<Empty title={say("refused.none")} text="" />}
        error={query.error}
        tall={false}
        testid="refused"
      />
    </section>
  );
}
