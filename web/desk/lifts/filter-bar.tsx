import "./filter-bar.css";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { LiftSummary } from "../../../src/rooms/lifts/contract.ts";
import { permits } from "../../ui/session.ts";
import { SearchBox } from "../list/search-box.tsx";
import { splitWords } from "../list/split-words.ts";
import { pathQuery, useMe } from "../queries.ts";
import { say as sayList } from "../texts/list-texts.ts";
import { say } from "../texts/register-texts.ts";
import { choices, filterWord, type Named, type Region } from "./filter-words.ts";
import { changedSearch, filterNames, type LiftSearch } from "./lift-search.ts";
import { UnitPicker } from "./unit-picker.tsx";

type Props = { readonly search: LiftSearch; readonly onSearch: (search: LiftSearch) => void };

export function useRegions(): readonly Region[] {
  const regions = useQuery({
    ...pathQuery<{ readonly regions: readonly Region[] }>("/api/v1/regions"),
    staleTime: 600_000,
  });
  return regions.data?.regions ?? [];
}

/** Search, what is narrowed by as chips that a click takes away, and everything else that can be chosen. */
export function FilterBar({ search, onSearch }: Props) {
  const regions = useRegions();
  const [open, setOpen] = useState(false);
  const on = filterNames.filter((name) => search[name] !== undefined);
  const named = useNamed(search);
  return (
    <>
      <SearchBox
        key={search.q ?? ""}
        text={search.q ?? ""}
        label={sayList("lifts.search")}
        onSearch={(text) => onSearch(changedSearch(search, { q: text === "" ? undefined : splitWords(text) }))}
      />
      <button
        type="button"
        className="plain-button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        data-testid="filters-open"
      >
        {say("filter.open")} <span aria-hidden="true">{open ? "▴" : "▾"}</span>
      </button>
      {on.length === 0 ? null : (
        <div className="chips">
          {on.map((name) => (
            <button
              key={name}
              type="button"
              className="tool"
              aria-pressed="true"
              title={say("filter.remove")}
              onClick={() => onSearch(changedSearch(search, { [name]: undefined }))}
              data-testid={`chip-${name}`}
            >
              {filterWord(name, search[name] ?? "", { regions, named })} <span aria-hidden="true">×</span>
            </button>
          ))}
        </div>
      )}
      {open ? <Choices search={search} onSearch={onSearch} regions={regions} /> : null}
    </>
  );
}

/** Names of the units and the compound that are meant by their ids: what stands at the first lift found by each. */
function useNamed(search: LiftSearch): Named {
  const [useUnit, maintenanceUnit, site] = useQueries({
    queries: (["useUnit", "maintenanceUnit", "site"] as const).map((name) => ({
      ...pathQuery<FirstLift>(`/api/v1/lifts?limit=1&${name}=${search[name] ?? ""}`),
      enabled: search[name] !== undefined,
      staleTime: 600_000,
    })),
  }).map((query) => query.data?.lifts[0]);
  return {
    useUnit: useUnit?.useUnit,
    maintenanceUnit: maintenanceUnit?.maintenanceUnit,
    site: site?.place.split(" ")[0],
  };
}
type FirstLift = { readonly lifts: readonly LiftSummary[] };

function Choices({ search, onSearch, regions }: Props & { readonly regions: readonly Region[] }) {
  return (
    <div className="filter-choices" data-testid="filters">
      {choices(regions).map(([name, label, options]) => (
        <label key={name} className="field">
          <span className="field-label">{label}</span>
          <select
            className="text-input"
            value={String(search[name] ?? "")}
            onChange={(event) => onSearch(changedSearch(search, { [name]: event.target.value }))}
            data-testid={`filter-${name}`}
          >
            <option value="">{sayList("all")}</option>
            {options.map(([value, word]) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </select>
        </label>
      ))}
      {permits(useMe(), "identity.organisations.read")
        ? (["useUnit", "maintenanceUnit"] as const).map((name) => (
            <UnitPicker
              key={`${name} ${search[name]}`}
              id={`filter-${name}`}
              label={say(`filter.${name}`)}
              chosen={undefined}
              optional
              onChoose={(unit) =>
                unit === undefined ? undefined : onSearch(changedSearch(search, { [name]: unit.id }))
              }
            />
          ))
        : null}
      <label className="field">
        <span className="field-label">{say("filter.due-before")}</span>
        <input
          className="text-input"
          type="date"
          value={search.dueBefore ?? ""}
          onChange={(event) => onSearch(changedSearch(search, { dueBefore: event.target.value }))}
        />
      </label>
    </div>
  );
}
