import { Link } from "@tanstack/react-router";
import { countCoverage, coverage } from "../../../src/rooms/duties/contract/coverage-table.ts";
import type { CoveredDuty, Serves } from "../../../src/rooms/duties/contract/covered-duty.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { ListPage } from "../list/list-page.tsx";
import { PrintButton } from "../list/print-stamp.tsx";
import { say } from "../texts/duty-texts.ts";
import { DutyTabs } from "./duty-tabs.tsx";

const nameOf = (serves: Serves): string => serves.replace(/^(page|room|rule):/, "");

/** A page is a link; rooms and rules are names that the code knows. */
const Served = ({ serves }: { readonly serves: Serves }) =>
  serves.startsWith("page:") && !serves.includes("$") ? (
    <Link to={nameOf(serves)}>{nameOf(serves)}</Link>
  ) : (
    <code>{nameOf(serves)}</code>
  );

const columns = (): readonly Column<CoveredDuty>[] => [
  { head: say("coverage.gist"), main: true, text: ({ gist }) => gist },
  { head: say("coverage.attribution"), look: "cut", text: ({ unit }) => unit },
  {
    head: say("coverage.serves"),
    text: ({ serves, lacks }) =>
      serves.length === 0 ? say("coverage.not-yet") : [...serves.map(nameOf), lacks ?? ""].join(" "),
    cell: ({ serves, lacks }) =>
      serves.length === 0 ? (
        <span className="coverage-none">{say("coverage.not-yet")}</span>
      ) : (
        <span className="coverage-serves">
          {serves.map((each) => (
            <Served key={each} serves={each} />
          ))}
          {lacks === undefined ? null : <span className="coverage-none">{say("coverage.lacks", { what: lacks })}</span>}
        </span>
      ),
  },
];

/** What of the platform serves the duties of the five founding documents: the same data as docs/coverage-of-the-law.md. */
export function CoveragePage() {
  const all = coverage.flatMap(({ duties }) => duties);
  return (
    <ListPage title={say("coverage.title")} count={say("coverage.served", countCoverage(all))} tools={<PrintButton />}>
      <DutyTabs />
      <p className="page-lead">{say("coverage.lead")}</p>
      <div className="sheet" data-testid="coverage">
        {coverage.map(({ source, title, number, duties }) => (
          <section key={source} className="sheet-part">
            <h2 className="sheet-title">
              {title} <span className="sheet-note">{number}</span>
            </h2>
            <DataTable
              columns={columns()}
              rows={duties}
              keyOf={({ offset }) => String(offset)}
              empty={null}
              tall={false}
            />
          </section>
        ))}
      </div>
    </ListPage>
  );
}
