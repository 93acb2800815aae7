import "./admin.css";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Person } from "../../../src/rooms/identity/contract.ts";
import { joinWords } from "../../ui/join-words.ts";
import { permits } from "../../ui/session.ts";
import { useDelayed } from "../call/use-delayed.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty } from "../list/list-page.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { useMe } from "../queries.ts";
import { say } from "../texts/people-texts.ts";
import { CertificateWord } from "./certificate-word.tsx";
import { PersonForm } from "./person-form.tsx";
import { certificateName } from "./words.ts";

type Reply = { readonly people: readonly Person[]; readonly total: number; readonly next: string | null };
type Chosen = { readonly id: string; readonly name: string };
const paperFilters = ["any", "expired", "soon", "none"] as const;
type PaperFilter = (typeof paperFilters)[number];

const columns = (withOrganisation: boolean): readonly Column<Person>[] => [
  {
    head: say("person.name"),
    look: "nowrap",
    text: (each) => each.name,
    cell: (each) => (
      <>
        <Link to="/people/$personId" params={{ personId: each.id }}>
          {each.name}
        </Link>
        {each.endedOn === null ? null : (
          <span className="word-quiet"> {say("person.left", { date: each.endedOn })}</span>
        )}
      </>
    ),
  },
  ...(withOrganisation
    ? [{ head: say("person.organisation"), text: (each: Person) => each.organisation ?? "" } as const]
    : []),
  { head: say("person.position"), look: "nowrap", text: (each) => each.position ?? "" },
  {
    head: say("person.certificates"),
    text: (each) => joinWords(each.certificateKinds.map(certificateName)),
  },
  {
    head: say("person.certificate-state"),
    look: "nowrap",
    text: (each) => (each.certificateState === null ? "" : say(`state.${each.certificateState}`)),
    cell: (each) => (each.certificateState === null ? null : <CertificateWord state={each.certificateState} />),
  },
  { head: say("person.phone"), look: "right", text: (each) => each.phone ?? "" },
];

const paperWord = (each: PaperFilter): string => say(each === "none" ? "filter.no-papers" : `filter.${each}`);

type Filter = { readonly text: string; readonly papers: PaperFilter; readonly ended: boolean };
const noFilter: Filter = { text: "", papers: "any", ended: false };

function pathOf(q: string, { papers, ended }: Filter, organisation: Chosen | undefined): string {
  const search = new URLSearchParams();
  if (q !== "") search.set("q", q);
  if (papers !== "any") search.set("certificate", papers);
  if (ended) search.set("ended", "all");
  if (organisation !== undefined) search.set("organisation", organisation.id);
  return search.size === 0 ? "/api/v1/people" : `/api/v1/people?${search}`;
}

/** People with how their certificates stand; of one organisation, or of all within one's scope. */
export function PersonList({ organisation }: { readonly organisation?: Chosen }) {
  const me = useMe();
  const navigate = useNavigate();
  const [filter, setFilter] = useState(noFilter);
  const [making, setMaking] = useState(false);
  const q = useDelayed(filter.text.trim(), 250);
  const list = useKeyset<Reply, Person>(pathOf(q, filter, organisation), ({ people, total, next }) => ({
    rows: people,
    total,
    next,
  }));
  return (
    <>
      <div className="filters">
        <FilterFields filter={filter} onChange={setFilter} />
        <span className="page-count">{countText(list.rows?.length, list.total)}</span>
        {permits(me, "identity.people.edit") ? (
          <button type="button" className="plain-button" onClick={() => setMaking(true)} data-testid="person-new">
            {say("person.new")}
          </button>
        ) : null}
      </div>
      {making ? (
        <PersonForm
          {...(organisation === undefined ? {} : { organisation })}
          onDone={(id) => void navigate({ to: "/people/$personId", params: { personId: id } })}
          onCancel={() => setMaking(false)}
        />
      ) : null}
      <DataTable
        columns={columns(organisation === undefined)}
        rows={list.rows}
        keyOf={(each) => each.id}
        empty={<Empty title={say("person.empty")} text={say("person.empty.text")} />}
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        tall={organisation === undefined}
        testid="people"
      />
    </>
  );
}

type FieldsProps = { readonly filter: Filter; readonly onChange: (filter: Filter) => void };
function FilterFields({ filter, onChange }: FieldsProps) {
  return (
    <>
      <input
        className="text-input search-input"
        type="search"
        maxLength={80}
        aria-label={say("search.person")}
        placeholder={say("search.person")}
        value={filter.text}
        onChange={(event) => onChange({ ...filter, text: event.target.value })}
        data-testid="person-search"
      />
      <select
        className="text-input"
        aria-label={say("filter.certificate")}
        value={filter.papers}
        onChange={(event) => onChange({ ...filter, papers: event.target.value as PaperFilter })}
        data-testid="person-papers"
      >
        {paperFilters.map((each) => (
          <option key={each} value={each}>
            {say("filter.certificate")} · {paperWord(each)}
          </option>
        ))}
      </select>
      <label>
        <input
          type="checkbox"
          checked={filter.ended}
          onChange={(event) => onChange({ ...filter, ended: event.target.checked })}
        />{" "}
        {say("ended")}
      </label>
    </>
  );
}
