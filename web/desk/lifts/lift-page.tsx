import "./lift-file.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import type { Permission } from "../../../src/rooms/identity/contract.ts";
import type { Gap } from "../../../src/rooms/lifts/contract/editing.ts";
import { isEscalatorKind } from "../../../src/rooms/lifts/contract/kind-catalogue.ts";
import type { LiftFile } from "../../../src/rooms/lifts/contract.ts";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { formatDate } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { UrgencyMark } from "../../ui/urgency-mark.tsx";
import { CarView } from "../incident/car-view.tsx";
import { ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { MapFrame } from "../map/map-frame.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { useRows } from "../shell/live-context.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say as sayDocking } from "../texts/docking-texts.ts";
import { say as sayEdit } from "../texts/lift-edit-texts.ts";
import { say } from "../texts/list-texts.ts";
import { say as sayRegister } from "../texts/register-texts.ts";
import { say as sayWork } from "../texts/register-work-texts.ts";
import { CorrectForm } from "./correct-form.tsx";
import { EntrapmentDecisions } from "./entrapment-decisions.tsx";
import { Facts } from "./facts.tsx";
import { Ledger } from "./ledger.tsx";
import { kindName } from "./lift-columns.tsx";
import { MayRun } from "./may-run.tsx";
import { OrderForm } from "./order-form.tsx";
import { Parties } from "./parties.tsx";
import { Parts } from "./parts.tsx";
import { PartyForm } from "./party-form.tsx";
import { ServiceForm } from "./service-form.tsx";
import { SignButtons } from "./sign-buttons.tsx";
import { StepForm } from "./step-form.tsx";
import { Trips } from "./trips.tsx";

/** A lift's file: who answers for it, how it stands, what happened, then everything else. */
export function LiftPage() {
  const { liftId } = useParams({ from: "/shell/lifts/$liftId" });
  const file = useQuery(pathQuery<LiftFile>(`/api/v1/lifts/${liftId}`));
  if (file.data !== undefined) return <LiftSheet key={liftId} file={file.data} />;
  return file.error === null ? <PageLoading /> : <PageFailure error={file.error} reset={() => void file.refetch()} />;
}

type Form = "correct" | "step" | "party" | "order" | "service";

function LiftSheet({ file }: { readonly file: LiftFile }) {
  const me = useMe();
  const [form, setForm] = useState<Form>();
  const shut = (): void => setForm(undefined);
  return (
    <ListPage
      title={file.lift.place}
      count={kindName(file.lift.kind)}
      tools={
        <>
          <EditButtons onOpen={setForm} />
          <SignButtons file={file} />
          {permits(me, "devices.read") ? <DockingLink code={file.lift.registerCode} /> : null}
          <PrintButton />
        </>
      }
    >
      <div className="sheet" data-testid="lift-sheet">
        <OpenIncident liftId={file.lift.id} />
        <MayRun file={file} />
        <OpenGaps liftId={file.lift.id} />
        {form === "correct" ? <CorrectForm file={file} onDone={shut} /> : null}
        {form === "step" ? <StepForm file={file} onDone={shut} /> : null}
        {form === "party" ? <PartyForm file={file} onDone={shut} /> : null}
        {form === "order" ? <OrderForm file={file} onDone={shut} /> : null}
        {form === "service" ? <ServiceForm file={file} onDone={shut} /> : null}
        <div className="sheet-three">
          <Parties parties={file.parties} />
          {permits(me, "devices.read") ? (
            <section className="sheet-part no-print">
              <h2 className="sheet-title">{say(isEscalatorKind(file.lift.kind) ? "lift.escalator" : "lift.car")}</h2>
              <CarView liftId={file.lift.id} floors={file.floors} />
            </section>
          ) : null}
          <Where file={file} />
        </div>
        {permits(me, "devices.read") ? <Trips liftId={file.lift.id} /> : null}
        {permits(me, "devices.read") ? <EntrapmentDecisions liftId={file.lift.id} /> : null}
        <Ledger liftId={file.lift.id} />
        <Facts file={file} />
        <Parts file={file} />
        <PrintStamp />
      </div>
    </ListPage>
  );
}

const DockingLink = ({ code }: { readonly code: string }) => (
  <Link to="/docking" search={{ q: code, code }} className="plain-button">
    {sayDocking("docking.title")}
  </Link>
);

const LiftMap = lazy(async () => ({ default: (await import("../map/lift-map.tsx")).LiftMap }));

/** The map comes after everything else and may fail alone; paper has the coordinates. */
function Where({ file }: { readonly file: LiftFile }) {
  const { position } = file.lift;
  return (
    <section className="sheet-part no-print">
      <h2 className="sheet-title">{sayRegister("file.map")}</h2>
      {position === null ? (
        <p className="block-empty">{sayRegister("file.map.none")}</p>
      ) : (
        <MapFrame>
          <Suspense fallback={<div className="lift-map" />}>
            <LiftMap lat={position.lat} lon={position.lon} />
          </Suspense>
        </MapFrame>
      )}
    </section>
  );
}

/** Each form for whoever may send it. */
const forms = [
  ["correct", "lifts.edit", () => sayRegister("act.correct")],
  ["step", "lifts.edit", () => sayRegister("act.step")],
  ["party", "lifts.edit", () => sayRegister("act.party")],
  ["order", "lifts.order", () => sayEdit("act.order")],
  ["service", "lifts.service", () => sayEdit("act.service")],
] as const satisfies readonly (readonly [Form, Permission, () => string])[];

function EditButtons({ onOpen }: { readonly onOpen: (form: Form) => void }) {
  const me = useMe();
  return forms
    .filter(([, permission]) => permits(me, permission))
    .map(([form, , words]) => (
      <button
        key={form}
        type="button"
        className="plain-button"
        onClick={() => onOpen(form)}
        data-testid={`lift-${form}`}
      >
        {words()}
      </button>
    ));
}

/** What the register lacks of this lift, with the day until which somebody must settle it. */
function OpenGaps({ liftId }: { readonly liftId: string }) {
  const gaps = useQuery(pathQuery<{ readonly gaps: readonly Gap[] }>(`/api/v1/gaps?liftId=${liftId}`));
  const open = gaps.data?.gaps ?? [];
  if (open.length === 0) return null;
  return (
    <p className="may-run no-print" data-testid="lift-gaps">
      <strong>{sayRegister("file.gaps")}</strong>
      {open.map((gap) => (
        <span key={gap.id} title={gap.owner ?? sayWork("gaps.owner.none")}>
          {sayRegister(`gap.${gap.kind}`)} · {sayWork("gaps.due")} {formatDate(gap.dueAt)}
        </span>
      ))}
    </p>
  );
}

/** A rescue that runs at this very lift comes before everything else. */
function OpenIncident({ liftId }: { readonly liftId: string }) {
  const row = useRows<IncidentRow>("desk")?.find((each) => each.liftId === liftId && each.stage !== "closed");
  if (row === undefined) return null;
  return (
    <p className="sheet-part">
      <UrgencyMark urgency={row.urgency} /> {say("lift.open-incident")}{" "}
      <Link to="/" search={{ i: row.id }}>
        {row.no}
      </Link>
    </p>
  );
}
