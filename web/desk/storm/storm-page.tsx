import "./storm.css";
import { useState } from "react";
import type { Storm } from "../../../src/rooms/rescue/contract/storms.ts";
import { permits } from "../../ui/session.ts";
import { Empty, ListPage } from "../list/list-page.tsx";
import { useMe } from "../queries.ts";
import { StaleVeil } from "../shell/link-state.tsx";
import { useLive, useRows } from "../shell/live-context.ts";
import { PageLoading, PageNoRights } from "../shell/page-states.tsx";
import { say } from "../texts/storm-texts.ts";
import { BulkForm } from "./bulk-form.tsx";
import { DeclareForm } from "./declare-form.tsx";
import { StormActs } from "./storm-acts.tsx";
import { StormGroups } from "./storm-groups.tsx";
import { StormHead } from "./storm-head.tsx";
import { StormTours } from "./storm-tours.tsx";

/** Storms live: who is worst off, which crew goes where next, and what a person does for many at once. */
export function StormPage() {
  return permits(useMe(), "rescue.read") ? <Storms /> : <PageNoRights />;
}

function Storms() {
  const live = useLive();
  const dispatches = permits(useMe(), "rescue.dispatch");
  const rows = useRows<Storm>("storm");
  const storms = rows?.toSorted((a, b) => b.declaredAt - a.declaredAt);
  const running = storms?.filter(({ endedAt }) => endedAt === null) ?? [];
  return (
    <ListPage title={say("title")}>
      <StaleVeil live={live} />
      <p className="page-lead">{say("lead")}</p>
      {storms === undefined ? <PageLoading rows={6} /> : null}
      {storms?.length === 0 ? <Empty title={say("none")} text={say("none.text")} /> : null}
      {storms?.map((storm) => (
        <OneStorm key={storm.id} storm={storm} dispatches={dispatches && storm.endedAt === null} />
      ))}
      {dispatches && storms !== undefined ? (
        <DeclareForm running={running.map(({ regionCode }) => regionCode)} />
      ) : null}
    </ListPage>
  );
}

function OneStorm({ storm, dispatches }: { readonly storm: Storm; readonly dispatches: boolean }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const all = storm.groups.flatMap(({ incidents }) => incidents);
  // Whoever is closed meanwhile leaves the choice by himself.
  const picked = all.filter(({ id }) => chosen.has(id));
  return (
    <section className="storm" aria-label={storm.region} data-testid={`storm-${storm.id}`}>
      <StormHead storm={storm} />
      {dispatches ? <StormActs storm={storm} /> : null}
      {dispatches && picked.length > 0 ? (
        <BulkForm stormId={storm.id} incidents={picked} onDone={() => setChosen(new Set())} />
      ) : null}
      {storm.endedAt === null ? (
        <div className="storm-columns">
          <StormGroups storm={storm} dispatches={dispatches} chosen={chosen} onChoose={setChosen} />
          <StormTours storm={storm} />
        </div>
      ) : null}
    </section>
  );
}
