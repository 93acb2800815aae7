import { Link } from "@tanstack/react-router";
import { kindNames } from "../../../src/rooms/lifts/contract/catalogue.ts";
import type { LiftSummary } from "../../../src/rooms/lifts/contract.ts";
import { language } from "../../ui/texts/language.ts";
import type { Column } from "../list/data-table.tsx";
import { Copyable } from "../list/list-page.tsx";
import { say } from "../texts/list-texts.ts";
import { say as sayRegister } from "../texts/register-texts.ts";
import { say as sayWork } from "../texts/register-work-texts.ts";
import type { LiftSearch } from "./lift-search.ts";
import { daysUntil } from "./may-run.tsx";
import { orderName, registrationName } from "./state-words.ts";

export const kindName = (kind: LiftSummary["kind"]): string =>
  language() === "en" ? kindNames[kind].en : kindNames[kind].zh;

export type LiftColumn = Column<LiftSummary> & { readonly sort?: LiftSearch["sort"] };

/** What the list of lifts shows of each, in this order. */
export const liftColumns = (): readonly LiftColumn[] => [
  {
    head: say("lift.rescue-code"),
    look: "nowrap",
    text: (lift) => lift.rescueCode ?? "",
    cell: (lift) => <Copyable text={lift.rescueCode} />,
  },
  {
    head: say("lift.place"),
    look: "cut",
    main: true,
    sort: "place",
    text: (lift) => `${lift.place} · ${lift.address}`,
    cell: (lift) => (
      <Link to="/lifts/$liftId" params={{ liftId: lift.id }}>
        {lift.place}
      </Link>
    ),
  },
  { head: say("lift.kind"), look: "nowrap", sort: "kind", text: (lift) => kindName(lift.kind) },
  { head: sayRegister("list.state"), look: "nowrap", text: stateText, cell: (lift) => <State lift={lift} /> },
  {
    head: sayRegister("list.since"),
    look: "nowrap",
    sort: "age",
    text: (lift) => lift.inUseSince ?? "",
  },
  {
    head: sayRegister("list.due"),
    look: "nowrap",
    sort: "due",
    text: (lift) => lift.nextInspectionDue ?? "",
    cell: (lift) => <Due day={lift.nextInspectionDue} />,
  },
  { head: say("lift.use-unit"), look: "cut", text: (lift) => lift.useUnit ?? "" },
  { head: say("lift.maintenance"), look: "cut", text: (lift) => lift.maintenanceUnit ?? "" },
  { head: say("lift.address"), look: "cut", roomy: true, text: (lift) => lift.address },
  {
    head: say("lift.register-code"),
    look: "nowrap",
    text: (lift) => lift.registerCode,
    cell: (lift) => <Copyable text={lift.registerCode} />,
  },
];

function stateText(lift: LiftSummary): string {
  const registration = registrationName(lift.registration);
  return lift.orderInForce === "none" ? registration : `${registration} · ${orderName(lift.orderInForce)}`;
}

function State({ lift }: { readonly lift: LiftSummary }) {
  const odd = lift.registration !== "in-use" || lift.orderInForce !== "none";
  return <span className={odd ? "state-odd" : "fact-unrecorded"}>{stateText(lift)}</span>;
}

/** A day that is past says so; the day alone is calm. */
function Due({ day }: { readonly day: string | null }) {
  if (day === null) return <span className="fact-unrecorded">{sayRegister("file.unrecorded")}</span>;
  const left = daysUntil(day);
  return left >= 0 ? (
    day
  ) : (
    <span className="gap-late" title={sayWork("gaps.late", { days: -left })}>
      {day} {sayRegister("list.overdue")}
    </span>
  );
}
