import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { EquipRow, EquipRule } from "../../../src/rooms/devices/contract/fleet.ts";
import { liftSectors } from "../../../src/rooms/lifts/contract/catalogue.ts";
import { formatCount } from "../../ui/format-count.ts";
import { language } from "../../ui/texts/language.ts";
import { sectorName } from "../lifts/state-words.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty, ListPage } from "../list/list-page.tsx";
import { PrintStamp } from "../list/print-stamp.tsx";
import { SearchBox } from "../list/search-box.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/fleet-texts.ts";
import { addressOf, Choice, FleetTools, liftColumns, RegionChoice } from "./fleet-parts.tsx";

type Reply = {
  readonly rows: readonly EquipRow[];
  readonly total: number;
  readonly next: string | null;
  readonly rules: readonly EquipRule[];
};
type Search = { readonly q: string; readonly region: string; readonly rule: string };

/** Lifts without a device that policies name, each with its clauses. */
export function EquipPage() {
  const found = useSearch({ from: "/shell/to-equip" });
  const navigate = useNavigate();
  const search: Search = { q: found.q ?? "", region: found.region ?? "", rule: found.rule ?? "" };
  const go = (changes: Partial<Search>): void => {
    const given = Object.entries({ ...search, ...changes }).filter(([, value]) => value !== "");
    void navigate({ to: "/to-equip", search: Object.fromEntries(given) });
  };
  const { q, region, rule } = search;
  const list = useKeyset<Reply, EquipRow>(addressOf("/api/v1/fleet/to-equip", search), (reply) => reply);
  const rules = useQuery(pathQuery<Reply>(addressOf("/api/v1/fleet/to-equip", { q, region, limit: 1 }))).data?.rules;
  return (
    <ListPage
      title={say("equip.title")}
      count={countText(list.rows?.length, list.total)}
      filters={
        <>
          <Choice
            label={say("equip.why")}
            all={say("equip.rules")}
            value={rule}
            options={(rules ?? []).map((each) => [each.id, `${clauseOf(each)} (${formatCount(each.lifts)})`])}
            onChoose={(id) => go({ rule: id })}
            testid="rule"
          />
          <RegionChoice region={region} onRegion={(code) => go({ region: code })} />
          <SearchBox key={q} text={q} label={say("equip.search")} onSearch={(text) => go({ q: text })} />
        </>
      }
      tools={<FleetTools here="/to-equip" csv={addressOf("/api/v1/fleet/to-equip/csv", search)} />}
    >
      <p className="page-lead">{say("equip.lead")}</p>
      <DataTable
        columns={columnsOf(rules ?? [])}
        rows={list.rows}
        keyOf={(row) => row.liftId}
        empty={<Empty title={say("equip.empty")} text={say("equip.empty.text")} />}
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        testid="to-equip"
      />
      <RuleSources rules={rules ?? []} />
      <PrintStamp />
    </ListPage>
  );
}

const policyName = (policy: string): string =>
  policy === "000" || policy === "004" ? say(`policy.${policy}`) : policy;
const clauseOf = ({ policy, clause, zh, en }: EquipRule): string =>
  say("equip.rule", { policy: policyName(policy), clause, rule: language() === "en" ? en : zh });

const RuleSources = ({ rules }: { readonly rules: readonly EquipRule[] }) => (
  <details className="fleet-sources">
    <summary>{say("equip.sources")}</summary>
    <ul>
      {rules.map((rule) => (
        <li key={rule.id}>
          {clauseOf(rule)}. {rule.source}
        </li>
      ))}
    </ul>
  </details>
);

/** Each clause once, with the rules of it that name the lift. */
function whyText(row: EquipRow, rules: readonly EquipRule[]): string {
  const english = language() === "en";
  const named = rules.filter(({ id }) => row.rules.includes(id));
  return [...Map.groupBy(named, ({ policy, clause }) => `${policy} ${clause}`).values()]
    .map((same) => {
      const [{ policy, clause } = { policy: "", clause: "" }] = same;
      const rule = same.map(({ zh, en }) => (english ? en : zh)).join(english ? ", " : "、");
      return say("equip.rule", { policy: policyName(policy), clause, rule });
    })
    .join(english ? "; " : "；");
}

const columnsOf = (rules: readonly EquipRule[]): readonly Column<EquipRow>[] => [
  ...liftColumns<EquipRow>(),
  {
    head: say("equip.sector"),
    look: "nowrap",
    text: ({ sector }) => sectorName(liftSectors.find((each) => each === sector) ?? "unknown"),
  },
  { head: say("equip.since"), look: "nowrap", text: ({ inUseSince }) => inUseSince ?? say("share.none") },
  {
    head: say("equip.why"),
    text: (row) => whyText(row, rules),
    cell: (row) => <span className="own-line">{whyText(row, rules)}</span>,
  },
  { head: say("maintenance"), look: "cut", roomy: true, text: ({ maintenanceUnit }) => maintenanceUnit },
];
