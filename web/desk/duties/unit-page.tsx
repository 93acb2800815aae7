import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { DueItem, UnitSheet } from "../../../src/rooms/duties/contract/board.ts";
import { scheduleWords } from "../../../src/rooms/duties/contract/schedule-words.ts";
import { language } from "../../ui/texts/language.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/duty-texts.ts";
import { DutyName, nameOfDuty } from "./duty-name.tsx";
import { DutyTabs } from "./duty-tabs.tsx";
import { ItemState, stateText } from "./item-state.tsx";
import { UrgeTable } from "./urge-table.tsx";

/** One unit: what it answers for, what was due in a year, and how that year counts. To be printed as 考核表. */
export function UnitPage() {
  const { unitId } = useParams({ from: "/shell/duties/units/$unitId" });
  const { year } = useSearch({ from: "/shell/duties/units/$unitId" });
  const asked = useQuery(
    pathQuery<UnitSheet>(`/api/v1/duty-units/${unitId}${year === undefined ? "" : `?year=${year}`}`),
  );
  if (asked.data === undefined)
    return asked.error === null ? (
      <PageLoading />
    ) : (
      <PageFailure error={asked.error} reset={() => void asked.refetch()} />
    );
  const sheet = asked.data;
  return (
    <ListPage title={sheet.name} count={say("item.sheet")} tools={<UnitTools sheet={sheet} />}>
      <DutyTabs />
      <div className="sheet" data-testid="unit-sheet">
        <Assessment sheet={sheet} />
        <section className="sheet-part">
          <h2 className="sheet-title">{say("unit.items", { year: sheet.year })}</h2>
          <DataTable columns={itemColumns()} rows={sheet.items} keyOf={({ id }) => id} empty={<None />} tall={false} />
        </section>
        <section className="sheet-part">
          <h2 className="sheet-title">{say("unit.duties")}</h2>
          <DataTable columns={dutyColumns()} rows={sheet.duties} keyOf={({ id }) => id} empty={<None />} tall={false} />
        </section>
        {sheet.urges.length === 0 ? null : (
          <section className="sheet-part">
            <h2 className="sheet-title">{say("unit.urges")}</h2>
            <UrgeTable urges={sheet.urges} />
          </section>
        )}
        {sheet.decisions.length === 0 ? null : (
          <section className="sheet-part" data-testid="unit-decisions">
            <h2 className="sheet-title">{say("unit.decisions")}</h2>
            <DataTable
              columns={decisionColumns()}
              rows={sheet.decisions}
              keyOf={({ id }) => id}
              empty={<None />}
              tall={false}
            />
          </section>
        )}
        <PrintStamp />
      </div>
    </ListPage>
  );
}

function UnitTools({ sheet }: { readonly sheet: UnitSheet }) {
  const navigate = useNavigate();
  const go = (year: number): void => {
    if (year >= 2000 && year <= 2200)
      void navigate({ to: "/duties/units/$unitId", params: { unitId: sheet.id }, search: { year } });
  };
  return (
    <>
      <label className="duty-filter">
        {say("unit.year")}
        <input
          className="text-input"
          type="number"
          min={2000}
          max={2200}
          defaultValue={sheet.year}
          onChange={(event) => go(Number(event.target.value))}
        />
      </label>
      <PrintButton />
    </>
  );
}

const None = () => <p className="block-empty">{say("unit.none")}</p>;
const figures = [
  "due",
  "doneInTime",
  "doneLate",
  "overdue",
  "waived",
  "open",
  "urges",
  "urgesAnsweredInTime",
  "decisions",
  "decisionsOverdue",
] as const;
const bad = new Set<string>(["overdue", "decisionsOverdue"]);

const Assessment = ({ sheet: { tally, year } }: { readonly sheet: UnitSheet }) => (
  <section className="sheet-part">
    <h2 className="sheet-title">
      {say("unit.assessment", { year })}
      <span className="sheet-note">{say("tally.note")}</span>
    </h2>
    <dl className="tally" data-testid="tally">
      {figures.map((name) => (
        <div key={name} className={bad.has(name) && tally[name] > 0 ? "tally-bad" : undefined}>
          <dt>{say(`tally.${name}`)}</dt>
          <dd>{tally[name]}</dd>
        </div>
      ))}
      <div>
        <dt>{say("tally.inTimeShare")}</dt>
        <dd>{tally.inTimeShare === null ? "—" : `${Math.round(tally.inTimeShare * 1000) / 10}%`}</dd>
      </div>
    </dl>
  </section>
);

const itemColumns = (): readonly Column<DueItem>[] => [
  { head: say("board.state"), look: "nowrap", text: stateText, cell: (item) => <ItemState item={item} /> },
  { head: say("board.due"), look: "nowrap", text: ({ dueOn }) => dueOn },
  {
    head: say("board.duty"),
    look: "cut cut--long",
    main: true,
    text: nameOfDuty,
    cell: (item) => (
      <DutyName
        duty={item}
        link={(name) => (
          <Link to="/duties/items/$itemId" params={{ itemId: item.id }}>
            {name}
          </Link>
        )}
      />
    ),
  },
  { head: say("board.evidence"), look: "right", text: ({ evidence }) => String(evidence) },
];

type UnitDecision = UnitSheet["decisions"][number];
const decisionColumns = (): readonly Column<UnitDecision>[] => [
  {
    head: say("board.state"),
    look: "nowrap",
    text: ({ outcome, overdue }) => say(outcome !== null ? "state.done" : overdue ? "state.overdue" : "state.due"),
  },
  { head: say("board.due"), look: "nowrap", text: ({ dueOn }) => dueOn },
  { head: say("unit.decision"), look: "cut cut--long", main: true, text: ({ text }) => text },
  { head: say("unit.meeting"), look: "cut", text: ({ meeting }) => meeting },
  { head: say("unit.outcome"), look: "cut", text: ({ outcome }) => outcome ?? "" },
];

type UnitDuty = UnitSheet["duties"][number];
const dutyColumns = (): readonly Column<UnitDuty>[] => [
  {
    head: say("board.duty"),
    look: "cut cut--long",
    main: true,
    text: nameOfDuty,
    cell: (duty) => (
      <DutyName
        duty={duty}
        link={(name) => (
          <Link to="/duties/documents/$documentId" params={{ documentId: duty.documentId }}>
            {name}
          </Link>
        )}
      />
    ),
  },
  { head: say("board.owner"), look: "nowrap", text: ({ role }) => say(`duty.${role}`) },
  {
    head: say("list.when"),
    look: "cut",
    text: ({ schedule }) => scheduleWords(schedule, language() === "en" ? "en" : "zh"),
  },
  { head: say("list.next"), look: "nowrap", text: ({ nextDueOn }) => nextDueOn ?? "" },
  { head: say("board.state"), look: "nowrap", text: ({ alive }) => say(alive ? "list.alive" : "list.not-alive") },
];
