import "./admin.css";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { type Organisation, organisationKinds } from "../../../src/rooms/identity/contract.ts";
import { permits } from "../../ui/session.ts";
import { useDelayed } from "../call/use-delayed.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Copyable, Empty } from "../list/list-page.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { useMe } from "../queries.ts";
import { say } from "../texts/people-texts.ts";
import { OrganisationForm } from "./organisation-form.tsx";
import { type Region, useRegions } from "./use-regions.ts";
import { organisationKindName } from "./words.ts";

type Reply = {
  readonly organisations: readonly Organisation[];
  readonly total: number;
  readonly next: string | null;
};

const columns = (regionName: (code: string) => string): readonly Column<Organisation>[] => [
  {
    head: say("organisation.name"),
    text: (each) => each.name,
    cell: (each) => (
      <>
        <Link to="/people/organisations/$organisationId" params={{ organisationId: each.id }}>
          {each.name}
        </Link>
        {each.endedOn === null ? null : (
          <span className="word-quiet"> {say("organisation.ended", { date: each.endedOn })}</span>
        )}
      </>
    ),
  },
  { head: say("organisation.kind"), look: "nowrap", text: (each) => organisationKindName(each.kind) },
  { head: say("organisation.region"), look: "nowrap", text: (each) => regionName(each.regionCode) },
  {
    head: say("organisation.code.short"),
    look: "nowrap",
    text: (each) => each.code,
    cell: (each) => <Copyable text={each.code} />,
  },
  { head: say("organisation.phone"), look: "right", text: (each) => each.dutyPhone ?? "" },
];

type Filter = { readonly text: string; readonly kind: string; readonly region: string; readonly ended: boolean };
const noFilter: Filter = { text: "", kind: "", region: "", ended: false };

function pathOf(filter: Filter, q: string): string {
  const search = new URLSearchParams();
  if (q !== "") search.set("q", q);
  if (filter.kind !== "") search.set("kind", filter.kind);
  if (filter.region !== "") search.set("region", filter.region);
  if (filter.ended) search.set("ended", "all");
  return search.size === 0 ? "/api/v1/organisations" : `/api/v1/organisations?${search}`;
}

/** Organisations by name, kind and region. */
export function OrganisationList() {
  const me = useMe();
  const navigate = useNavigate();
  const regions = useRegions().data?.regions ?? [];
  const [filter, setFilter] = useState(noFilter);
  const [making, setMaking] = useState(false);
  const q = useDelayed(filter.text.trim(), 250);
  const list = useKeyset<Reply, Organisation>(pathOf(filter, q), ({ organisations, total, next }) => ({
    rows: organisations,
    total,
    next,
  }));
  const names = new Map(regions.map((each) => [each.code, each.name]));
  return (
    <>
      <div className="filters">
        <FilterFields filter={filter} regions={regions} onChange={setFilter} />
        <span className="page-count" data-testid="page-count">
          {countText(list.rows?.length, list.total)}
        </span>
        {permits(me, "identity.organisations.edit") ? (
          <button type="button" className="plain-button" onClick={() => setMaking(true)} data-testid="organisation-new">
            {say("organisation.new")}
          </button>
        ) : null}
      </div>
      {making ? (
        <OrganisationForm
          onDone={(id) =>
            void navigate({ to: "/people/organisations/$organisationId", params: { organisationId: id } })
          }
          onCancel={() => setMaking(false)}
        />
      ) : null}
      <DataTable
        columns={columns((code) => names.get(code) ?? code)}
        rows={list.rows}
        keyOf={(each) => each.id}
        empty={<Empty title={say("organisation.empty")} text={say("organisation.empty.text")} />}
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        testid="organisations"
      />
    </>
  );
}

type FieldsProps = {
  readonly filter: Filter;
  readonly regions: readonly Region[];
  readonly onChange: (filter: Filter) => void;
};
function FilterFields({ filter, regions, onChange }: FieldsProps) {
  return (
    <>
      <input
        className="text-input search-input"
        type="search"
        maxLength={80}
        aria-label={say("search.organisation")}
        placeholder={say("search.organisation")}
        value={filter.text}
        onChange={(event) => onChange({ ...filter, text: event.target.value })}
        data-testid="organisation-search"
      />
      <select
        className="text-input"
        aria-label={say("organisation.kind")}
        value={filter.kind}
        onChange={(event) => onChange({ ...filter, kind: event.target.value })}
      >
        <option value="">{say("any-kind")}</option>
        {organisationKinds.map((kind) => (
          <option key={kind} value={kind}>
            {organisationKindName(kind)}
          </option>
        ))}
      </select>
      <select
        className="text-input"
        aria-label={say("organisation.region")}
        value={filter.region}
        onChange={(event) => onChange({ ...filter, region: event.target.value })}
      >
        <option value="">{say("any-region")}</option>
        {regions.map((each) => (
          <option key={each.code} value={each.code}>
            {each.name}
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
