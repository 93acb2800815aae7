import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import type { AreaRuleList, AreaRuleShown } from "../../../src/rooms/rescue/contract/arrive-areas.ts";
import { useRegions } from "../admin/use-regions.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { pathQuery } from "../queries.ts";
import { PageFailure } from "../shell/page-states.tsx";
import { say } from "../texts/area-texts.ts";
import { AreaForm } from "./area-form.tsx";
import { AreaMap } from "./area-map.tsx";

type State = "now" | "planned" | "past";
type Row = { readonly rule: AreaRuleShown; readonly area: string; readonly seconds: number; readonly clause: string };

const stateOf = (rule: AreaRuleShown, { rules, today }: AreaRuleList): State => {
  if (rule.validFrom > today) return "planned";
  const later = rules.some(
    (each) => each.regionCode === rule.regionCode && each.validFrom > rule.validFrom && each.validFrom <= today,
  );
  return later ? "past" : "now";
};

/** Areas with their own time to arrive: as a list, on a map, and a form that takes a file. */
export function AreaPart({ mayEdit, past }: { readonly mayEdit: boolean; readonly past: boolean }) {
  const asked = useQuery(pathQuery<AreaRuleList>("/api/v1/rescue/arrive-areas"));
  const [editing, setEditing] = useState(false);
  const [told, setTold] = useState("");
  if (asked.data === undefined)
    return asked.error === null ? null : <PageFailure error={asked.error} reset={() => void asked.refetch()} />;
  const list = asked.data;
  const shown = list.rules.filter((rule) => past || stateOf(rule, list) !== "past");
  const done = (what: string): void => {
    setTold(what);
    setEditing(false);
    void asked.refetch();
  };
  return (
    <section className="sheet-part" data-testid="arrive-areas">
      <h2 className="sheet-title">{say("title")}</h2>
      <p className="page-lead">{say("lead")}</p>
      {told === "" ? null : (
        <p className="page-lead" role="status" data-testid="areas-saved">
          {told}
        </p>
      )}
      {shown.length === 0 ? <p className="page-lead">{say("empty")}</p> : <Areas list={list} shown={shown} />}
      {editing ? (
        <AreaForm today={list.today} onDone={done} onCancel={() => setEditing(false)} />
      ) : mayEdit ? (
        <div className="area-put no-print">
          <Button onClick={() => setEditing(true)} data-testid="areas-put">
            {say("put")}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function Areas({ list, shown }: { readonly list: AreaRuleList; readonly shown: readonly AreaRuleShown[] }) {
  const names = new Map((useRegions().data?.regions ?? []).map(({ code, name }) => [code, name]));
  const rows = shown.flatMap((rule): Row[] => [
    ...rule.areas.map(({ name, seconds, clause }) => ({ rule, area: name, seconds, clause: clause ?? rule.source })),
    { rule, area: say("outside"), seconds: rule.outsideSeconds, clause: rule.source },
  ]);
  const columns: readonly Column<Row>[] = [
    { head: say("region"), look: "nowrap", text: ({ rule }) => names.get(rule.regionCode) ?? rule.regionCode },
    { head: say("area"), main: true, text: ({ area }) => area },
    {
      head: say("time"),
      look: "right",
      text: ({ seconds }) => say("minutes", { count: Math.round(seconds / 6) / 10 }),
    },
    { head: say("clause"), text: ({ clause }) => clause },
    { head: say("from"), look: "nowrap", text: ({ rule }) => rule.validFrom },
    { head: say("state"), look: "nowrap", text: ({ rule }) => say(`state.${stateOf(rule, list)}`) },
  ];
  return (
    <>
      <AreaMap rules={shown} />
      <DataTable
        columns={columns}
        rows={rows}
        keyOf={({ rule, area }) => `${rule.regionCode} ${rule.validFrom} ${area}`}
        empty={null}
        tall={false}
        testid="area-list"
      />
    </>
  );
}
