import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { WaitingRow } from "../../../src/rooms/devices/contract/waiting.ts";
import { sendJson, textOfFailure } from "../../ui/api.ts";
import { formatCount } from "../../ui/format-count.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { SureButton } from "../admin/sure-button.tsx";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Copyable, Empty, ListPage } from "../list/list-page.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/device-texts.ts";

type Reply = { readonly rows: readonly WaitingRow[]; readonly total: number };
type Decide = (row: WaitingRow, what: "approve" | "refuse", body: object) => void;

/** In fours, as a person reads it from a display. */
const inFours = (fingerprint: string): string => fingerprint.replace(/(.{4})(?=.)/g, "$1 ");
const claimText = ({ maker, serial, model, dialect }: WaitingRow): string =>
  [maker, model, serial, dialect].filter((word) => word !== null).join(" · ");

const columns = (onDecide: Decide): readonly Column<WaitingRow>[] => [
  {
    head: say("waiting.code"),
    look: "nowrap",
    main: true,
    text: ({ code }) => code,
    cell: ({ code, rivals }) => (
      <>
        <Copyable text={code} />
        {rivals === 0 ? null : <strong> {say("waiting.rivals", { count: formatCount(rivals) })}</strong>}
      </>
    ),
  },
  {
    head: say("waiting.lift"),
    text: ({ place }) => place ?? say("waiting.lift.none"),
    cell: (row) => <LiftCell row={row} />,
  },
  {
    head: say("waiting.fingerprint"),
    look: "nowrap",
    text: ({ fingerprint }) => inFours(fingerprint),
    cell: ({ fingerprint }) => <span className="sp-mono">{inFours(fingerprint)}</span>,
  },
  { head: say("waiting.claims"), text: claimText },
  { head: say("waiting.from"), look: "nowrap", text: ({ address }) => address },
  {
    head: say("waiting.seen"),
    text: ({ lastSeenAt, knocks }) =>
      say("waiting.knocks", { time: formatDateTime(lastSeenAt), count: formatCount(knocks) }),
  },
  { head: say("waiting.ends"), look: "nowrap", roomy: true, text: ({ endsAt }) => formatDateTime(endsAt) },
  { head: say("waiting.decide"), text: () => "", cell: (row) => <Decision row={row} onDecide={onDecide} /> },
];

const LiftCell = ({ row: { liftId, place, hasLogin } }: { readonly row: WaitingRow }) =>
  liftId === null ? (
    <span>{say("waiting.lift.none")}</span>
  ) : (
    <>
      <Link to="/lifts/$liftId" params={{ liftId }}>
        {place}
      </Link>
      {hasLogin ? <strong> {say("waiting.lift.login")}</strong> : null}
    </>
  );

/** Where the claimed code names no lift, the person names it. */
function Decision({ row, onDecide }: { readonly row: WaitingRow; readonly onDecide: Decide }) {
  const [lift, setLift] = useState("");
  const named = row.liftId === null ? { lift: lift.trim() } : {};
  return (
    <span className="waiting-decision">
      {row.liftId === null ? (
        <input
          className="text-input"
          maxLength={120}
          aria-label={say("waiting.other")}
          placeholder={say("waiting.other")}
          value={lift}
          onChange={(event) => setLift(event.target.value)}
          data-testid={`other-${row.code}`}
        />
      ) : null}
      <SureButton
        word={say(row.hasLogin ? "waiting.replace" : "waiting.approve")}
        sure={say(row.hasLogin ? "waiting.replace.sure" : "waiting.approve.sure")}
        onPress={() => onDecide(row, "approve", { ...named, ...(row.hasLogin ? { replace: true } : {}) })}
        testid={`approve-${row.fingerprint}`}
      />
      <SureButton
        word={say("waiting.refuse")}
        sure={say("waiting.refuse.sure")}
        onPress={() => onDecide(row, "refuse", {})}
        testid={`refuse-${row.fingerprint}`}
      />
    </span>
  );
}

/** Devices that made first contact, for a person to let in or to refuse. */
export function WaitingPage() {
  const list = useQuery({ ...pathQuery<Reply>("/api/v1/waiting-devices"), refetchInterval: 5_000 });
  const [said, setSaid] = useState<{ readonly text: string; readonly wrong: boolean }>();
  const decide = async (row: WaitingRow, what: "approve" | "refuse", body: object): Promise<void> => {
    const { code } = row;
    try {
      await sendJson("POST", `/api/v1/waiting-devices/${row.id}/${what}`, body);
      setSaid({ text: say(what === "approve" ? "waiting.approved" : "waiting.refused", { code }), wrong: false });
    } catch (problem) {
      setSaid({ text: textOfFailure(problem), wrong: true });
    }
    await list.refetch();
  };
  return (
    <ListPage title={say("waiting.title")} count={countText(list.data?.rows.length, list.data?.total)}>
      <p className="waiting-lead">{say("waiting.lead")}</p>
      {said === undefined ? null : (
        <p
          className={said.wrong ? "form-failure" : undefined}
          role={said.wrong ? "alert" : "status"}
          data-testid="decided"
        >
          {said.text}
        </p>
      )}
      <DataTable
        columns={columns((row, what, body) => void decide(row, what, body))}
        rows={list.data?.rows}
        keyOf={({ id }) => id}
        empty={<Empty title={say("waiting.empty")} text={say("waiting.empty.text")} />}
        error={list.error}
        onRetry={() => void list.refetch()}
        testid="waiting"
      />
    </ListPage>
  );
}
