import type { ColumnReport, ImportReportFile } from "../../../src/platform/imports/import-contract.ts";
import { formatCount } from "../../ui/format-count.ts";
import { language } from "../../ui/texts/language.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { say } from "../texts/import-texts.ts";
import { useFieldName } from "./use-forms.ts";

type Found = { readonly zh: string; readonly en: string; readonly count: number; readonly remark: boolean };
const wordOf = (found: { readonly zh: string; readonly en: string }): string =>
  language() === "en" ? found.en : found.zh;
const weightOf = ({ remark, count }: Found): string =>
  say(remark ? "check.remarks" : "check.refuses", { count: formatCount(count) });

/** What a dry run found, column by column and for rows as a whole. */
export function CheckReport({ report, form }: { readonly report: ImportReportFile; readonly form: string }) {
  const fieldName = useFieldName(form);
  // What needs a look stands first.
  const weight = (column: ColumnReport): number =>
    column.problems.reduce((sum, { remark }) => sum + (remark ? 1 : 1_000), 0);
  const sorted = report.columns.filter(({ head }) => head !== "").toSorted((a, b) => weight(b) - weight(a));
  const columns: readonly Column<ColumnReport>[] = [
    { head: say("mapping.column"), look: "cut", main: true, text: (each) => each.head },
    {
      head: say("mapping.field"),
      look: "nowrap",
      text: (each) => (each.field === null ? say("mapping.none") : fieldName(each.field)),
    },
    { head: say("mapping.filled"), look: "right", text: (each) => formatCount(each.filled) },
    {
      head: say("check.distinct"),
      look: "right",
      text: (each) => `${formatCount(each.distinct)}${each.distinctMore ? "+" : ""}`,
    },
    { head: say("check.problems"), text: textOfProblems, cell: (each) => <Problems column={each} /> },
    { head: say("mapping.samples"), look: "cut", roomy: true, text: (each) => each.samples.join(" · ") },
  ];
  return (
    <>
      <RowsFound report={report} />
      <section className="import-part">
        <h2>{say("check.columns")}</h2>
        <DataTable
          columns={columns}
          rows={sorted}
          keyOf={({ head, field }) => `${head} ${field}`}
          empty={null}
          tall={false}
          testid="report"
        />
      </section>
      <LeftOut report={report} />
    </>
  );
}

const textOfProblems = (column: ColumnReport): string =>
  column.problems.map((each) => `${wordOf(each)} (${weightOf(each)})`).join("；");

const Problems = ({ column }: { readonly column: ColumnReport }) => (
  <ul className="import-found">
    {column.problems.map((each) => (
      <li key={`${each.code} ${each.remark}`} className={each.remark ? undefined : "import-found--bad"}>
        {wordOf(each)} · {weightOf(each)}
        <small>
          {" "}
          {each.examples
            .slice(0, 3)
            .map(({ row, cell }) => `${say("check.row", { row })}「${cell}」`)
            .join(" ")}
        </small>
      </li>
    ))}
  </ul>
);

type PartProps = { readonly report: ImportReportFile };

function RowsFound({ report }: PartProps) {
  // What the file is stands above already.
  const notes = report.notes.filter(({ code }) => !code.startsWith("FILE_"));
  if (report.rows.length === 0 && notes.length === 0) return null;
  return (
    <section className="import-part">
      <h2>{say("check.rows")}</h2>
      <ul className="import-found">
        {report.rows.map((each) => (
          <li key={each.code} className={each.remark ? undefined : "import-found--bad"}>
            {wordOf(each)} · {weightOf(each)} · {each.examples.map((row) => say("check.row", { row })).join(" ")}
          </li>
        ))}
        {notes.map((note) => (
          <li key={note.code}>
            {wordOf(note)} {note.examples.join("、")}
          </li>
        ))}
      </ul>
    </section>
  );
}

function LeftOut({ report }: PartProps) {
  if (report.leftOut.length === 0) return null;
  return (
    <section className="import-part">
      <h2>{say("check.left-out")}</h2>
      <ul className="import-found">
        {report.leftOut.map(({ row, why, text }) => (
          <li key={row}>
            {say("check.row", { row })} · {say(`check.left-out.${why}`)} · {text}
          </li>
        ))}
      </ul>
    </section>
  );
}
