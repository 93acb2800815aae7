import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { DutyFields } from "../../../src/rooms/duties/contract/duty-fields.ts";
import type { Comparison } from "../../../src/rooms/duties/contract/review.ts";
import { ListPage } from "../list/list-page.tsx";
import { PrintButton } from "../list/print-stamp.tsx";
import { pathQuery } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/duty-texts.ts";
import { documentsQuery } from "./documents-page.tsx";
import { DutyTabs } from "./duty-tabs.tsx";

/** Two documents: what is new, changed and dropped; what a lower one leaves out of the one that it carries out. */
export function ComparePage() {
  const { a = "", b = "" } = useSearch({ from: "/shell/duties/compare" });
  const navigate = useNavigate();
  const documents = useQuery(documentsQuery).data?.documents ?? [];
  const asked = useQuery({
    ...pathQuery<Comparison>(`/api/v1/policy-documents/compare?a=${a}&b=${b}`),
    enabled: a !== "" && b !== "",
  });
  const choice = (which: "a" | "b", value: string) => (
    <select
      className="text-input"
      aria-label={say("compare.choose")}
      value={value}
      onChange={(event) => void navigate({ to: "/duties/compare", search: { a, b, [which]: event.target.value } })}
      data-testid={`compare-${which}`}
    >
      <option value="">—</option>
      {documents.map(({ id, title, number }) => (
        <option key={id} value={id}>
          {title} {number ?? ""}
        </option>
      ))}
    </select>
  );
  return (
    <ListPage title={say(asked.data?.lower === true ? "compare.lower" : "compare.title")} tools={<PrintButton />}>
      <DutyTabs />
      <div className="compare-choice no-print">
        {choice("a", a)} <span aria-hidden="true">→</span> {choice("b", b)}
      </div>
      {a === "" || b === "" ? null : asked.data !== undefined ? (
        <Differences found={asked.data} />
      ) : asked.error === null ? (
        <PageLoading />
      ) : (
        <PageFailure error={asked.error} reset={() => void asked.refetch()} />
      )}
    </ListPage>
  );
}

type One = Comparison["onlyA"][number];

const Differences = ({ found }: { readonly found: Comparison }) => (
  <div className="sheet" data-testid="comparison">
    <p className="page-lead">{say("compare.same", { count: found.same })}</p>
    <Part title={say(found.lower ? "compare.left-out" : "compare.dropped")} count={found.onlyA.length}>
      {found.onlyA.map((one) => (
        <Said key={one.id} one={one} documentId={found.a.id} />
      ))}
    </Part>
    <Part title={say("compare.changed")} count={found.changed.length}>
      {found.changed.map(({ a, b, likeness, fields }) => (
        <div key={a.id} className="compare-pair">
          <p className="duty-marks">
            {say("compare.likeness", { percent: likeness })} ·{" "}
            {fields.map((name) => say(`field.${name as keyof DutyFields}`)).join("、")}
          </p>
          <Said one={a} documentId={found.a.id} />
          <Said one={b} documentId={found.b.id} />
        </div>
      ))}
    </Part>
    <Part title={say("compare.new")} count={found.onlyB.length}>
      {found.onlyB.map((one) => (
        <Said key={one.id} one={one} documentId={found.b.id} />
      ))}
    </Part>
  </div>
);

const Part = ({
  title,
  count,
  children,
}: {
  readonly title: string;
  readonly count: number;
  readonly children: ReactNode;
}) => (
  <section className="sheet-part">
    <h2 className="sheet-title">
      {title} <span className="sheet-note">{count}</span>
    </h2>
    {count === 0 ? <p className="block-empty">{say("compare.nothing")}</p> : children}
  </section>
);

const Said = ({ one, documentId }: { readonly one: One; readonly documentId: string }) => (
  <p className="compare-one">
    <Link to="/duties/documents/$documentId" params={{ documentId }}>
      {one.heading ?? one.units.join("、")}
    </Link>
    <span>{one.text}</span>
    <small>{one.units.join("、")}</small>
  </p>
);
