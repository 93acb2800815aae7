import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { LiftFile } from "../../../src/rooms/lifts/contract.ts";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { formatDate } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { UrgencyMark } from "../../ui/urgency-mark.tsx";
import { CarView } from "../incident/car-view.tsx";
import { Copyable, ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { useRows } from "../shell/live-context.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/list-texts.ts";
import { Ledger } from "./ledger.tsx";
import { kindName } from "./lifts-page.tsx";
import { Parties } from "./parties.tsx";

/** A lift's file: who answers for it, how it stands, what happened, then everything else. */
export function LiftPage() {
  const { liftId } = useParams({ from: "/shell/lifts/$liftId" });
  const file = useQuery(pathQuery<LiftFile>(`/api/v1/lifts/${liftId}`));
  if (file.data !== undefined) return <LiftSheet key={liftId} file={file.data} />;
  return file.error === null ? <PageLoading /> : <PageFailure error={file.error} reset={() => void file.refetch()} />;
}

function LiftSheet({ file }: { readonly file: LiftFile }) {
  const seesDevices = permits(useMe(), "devices.read");
  return (
    <ListPage title={file.lift.place} count={kindName(file.lift.kind)} tools={<PrintButton />}>
      <div className="sheet" data-testid="lift-sheet">
        <OpenIncident liftId={file.lift.id} />
        <div className="sheet-two">
          <Parties parties={file.parties} />
          {seesDevices ? (
            <section className="sheet-part no-print">
              <h2 className="sheet-title">{say("lift.car")}</h2>
              <CarView liftId={file.lift.id} />
            </section>
          ) : null}
        </div>
        <Ledger liftId={file.lift.id} />
        <Facts file={file} />
        <PrintStamp />
      </div>
    </ListPage>
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

function Facts({ file }: { readonly file: LiftFile }) {
  const { lift } = file;
  const facts = [
    [say("lift.rescue-code"), lift.rescueCode, true],
    [say("lift.register-code"), lift.registerCode, true],
    [say("lift.device-code"), file.deviceCode, true],
    [say("lift.maker"), file.maker, false],
    [say("lift.serial"), file.serialNumber, true],
    [say("lift.region"), lift.regionCode, true],
    [say("lift.address"), lift.address, false],
    [say("lift.compound"), file.compound, false],
    [say("lift.building"), file.building, false],
    [say("lift.unit"), file.unit, false],
    [say("lift.no"), file.liftNo, false],
    [say("lift.floors"), file.floors.length === 0 ? null : floorsText(file.floors), false],
    [
      say("lift.position"),
      lift.position === null ? null : `${lift.position.lat.toFixed(5)}, ${lift.position.lon.toFixed(5)}`,
      true,
    ],
    [say("lift.registered"), formatDate(file.registeredHereAt), false],
  ] as const;
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">{say("lift.facts")}</h2>
      <dl className="facts">
        {facts.map(([term, value, code]) => (
          <div key={term} className="fact">
            <dt>{term}</dt>
            <dd>{value === null || value === "" ? say("unknown") : code ? <Copyable text={value} /> : value}</dd>
          </div>
        ))}
        {file.pagePath === null ? null : (
          <div className="fact">
            <dt>{say("lift.page")}</dt>
            <dd>
              <a href={file.pagePath} target="_blank" rel="noreferrer">
                {file.pagePath.split("?")[0]}
              </a>
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

const floorsText = (floors: readonly string[]): string =>
  `${floors[0]} … ${floors.at(-1)} (${say("lift.floors.count", { count: floors.length })})`;
