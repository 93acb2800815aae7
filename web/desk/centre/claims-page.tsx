import "./centre.css";
import "../numbers/bulletin.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import type { ClaimList, ClaimRow } from "../../../src/rooms/centre/contract.ts";
import { sendJson } from "../../ui/api.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatClock } from "../../ui/format-duration.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { ActForm } from "../admin/act-form.tsx";
import { useAct } from "../admin/use-act.ts";
import { Choice, TextField } from "../form/fields.tsx";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty, ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { monthOf } from "../numbers/month.ts";
import { pathQuery, useMe } from "../queries.ts";
import { say } from "../texts/claim-texts.ts";

const states = ["open", "approved", "refused"] as const;

/** The month's claims of level-2 rescues; officers decide each with a reason. */
export function ClaimsPage() {
  const decides = permits(useMe(), "centre.check");
  const { month = monthOf(serverNow()) } = useSearch({ from: "/shell/claims" });
  const list = useQuery(pathQuery<ClaimList>(`/api/v1/claims?month=${month}`));
  const [deciding, setDeciding] = useState<ClaimRow | null>(null);
  const claims = list.data?.claims;
  const counts = states.map((state) =>
    say(`count.${state}`, { n: claims?.filter((row) => row.state === state).length ?? 0 }),
  );
  return (
    <ListPage
      title={say("title")}
      count={claims === undefined ? "" : counts.join(" · ")}
      filters={<MonthPick month={month} />}
      tools={<Tools month={month} />}
    >
      <p className="page-lead">{say("lead")}</p>
      {deciding === null ? null : (
        <DecideForm
          key={`${deciding.incidentId}/${deciding.crewId}`}
          claim={deciding}
          onDone={() => {
            setDeciding(null);
            void list.refetch();
          }}
          onCancel={() => setDeciding(null)}
        />
      )}
      <DataTable
        columns={columns(decides ? setDeciding : undefined)}
        rows={claims}
        keyOf={({ incidentId, crewId }) => `${incidentId}/${crewId}`}
        empty={<Empty title={say("none")} text={say("none.text")} />}
        error={list.error}
        onRetry={() => void list.refetch()}
        tall={false}
        testid="claims"
      />
      <PrintStamp />
    </ListPage>
  );
}

function MonthPick({ month }: { readonly month: string }) {
  const navigate = useNavigate();
  return (
    <label className="bulletin-month">
      <span className="no-print">{say("month")}</span>
      <input
        type="month"
        className="text-input"
        max={monthOf(serverNow())}
        value={month}
        onChange={(event) => void navigate({ to: "/claims", search: { month: event.target.value } })}
      />
    </label>
  );
}

const Tools = ({ month }: { readonly month: string }) => (
  <>
    <Link to="/centre" className="plain-button no-print">
      {say("back")}
    </Link>
    <a className="plain-button no-print" href={`/api/v1/claims/file?month=${month}`} download data-testid="claims-xlsx">
      XLSX
    </a>
    <PrintButton />
  </>
);

const columns = (onDecide: ((claim: ClaimRow) => void) | undefined): readonly Column<ClaimRow>[] => [
  {
    head: say("no"),
    look: "nowrap",
    text: ({ no }) => no,
    cell: ({ incidentId, no }) => (
      <Link to="/incidents/$incidentId" params={{ incidentId }} className="sp-mono">
        {no}
      </Link>
    ),
  },
  { head: say("place"), main: true, text: ({ place }) => place },
  { head: say("unit"), text: ({ organisation, crew }) => `${organisation} ${crew}` },
  { head: say("contracted"), text: ({ maintenanceUnit }) => maintenanceUnit ?? "" },
  { head: say("arrived"), look: "nowrap", text: ({ arrivedAt }) => formatDateTime(arrivedAt) },
  { head: say("took"), look: "right", text: ({ askedAt, arrivedAt }) => formatClock(arrivedAt - askedAt) },
  {
    head: say("own"),
    look: "nowrap",
    text: ({ levelOneArrivedAt }) =>
      levelOneArrivedAt === null ? say("own.never") : formatDateTime(levelOneArrivedAt),
  },
  { head: say("freed"), look: "right", text: ({ freedCount }) => String(freedCount ?? "") },
  {
    head: say("state"),
    text: ({ state, reason, decidedBy }) =>
      [say(state), reason, decidedBy ?? ""].filter((each) => each !== "").join(" · "),
  },
  ...(onDecide === undefined
    ? []
    : [
        {
          head: "",
          look: "nowrap" as const,
          text: () => "",
          cell: (claim: ClaimRow) => (
            <button
              type="button"
              className="plain-button no-print"
              onClick={() => onDecide(claim)}
              data-testid="claim-decide"
            >
              {say("decide")}
            </button>
          ),
        },
      ]),
];

type DecideProps = { readonly claim: ClaimRow; readonly onDone: () => void; readonly onCancel: () => void };

function DecideForm({ claim, onDone, onCancel }: DecideProps) {
  const [verdict, setVerdict] = useState<"approved" | "refused">("approved");
  const [reason, setReason] = useState("");
  const act = useAct();
  const path = `/api/v1/claims/${claim.incidentId}/${claim.crewId}/decide`;
  const save = async (): Promise<void> => {
    if (await act.run(() => sendJson("POST", path, { verdict, reason }))) onDone();
  };
  return (
    <ActForm
      title={`${claim.no} ${claim.organisation} ${claim.crew}`}
      submit={say("save")}
      act={act}
      onSubmit={() => void save()}
      onCancel={onCancel}
      testid="claim-form"
    >
      <Choice
        label={say("verdict")}
        values={["approved", "refused"] as const}
        words={(each) => say(each)}
        value={verdict}
        onChange={setVerdict}
      />
      <TextField
        id="claim-reason"
        label={say("reason")}
        value={reason}
        onChange={setReason}
        minLength={2}
        maxLength={300}
        required
      />
    </ActForm>
  );
}
