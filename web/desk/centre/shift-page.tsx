import "./centre.css";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { HandoverRow, ShiftState } from "../../../src/rooms/centre/contract.ts";
import { sendJson } from "../../ui/api.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { useAct } from "../admin/use-act.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/centre-texts.ts";
import { OpenLists } from "./open-lists.tsx";
import { type ShiftForm, ShiftFormOf } from "./shift-forms.tsx";

const againMs = 10_000;

/** Who sits at the desk, what stands open there, and how one hands over to the next. */
export function ShiftPage() {
  const dispatches = permits(useMe(), "rescue.dispatch");
  const shift = useQuery({ ...pathQuery<ShiftState>("/api/v1/shift"), refetchInterval: againMs });
  const again = (): void => void shift.refetch();
  return (
    <ListPage title={say("shift.title")} tools={<PrintButton />}>
      {shift.data === undefined ? (
        shift.error === null ? (
          <PageLoading />
        ) : (
          <PageFailure error={shift.error} reset={again} />
        )
      ) : (
        <div className="sheet" data-testid="shift">
          <OnShift state={shift.data} dispatches={dispatches} again={again} />
          {shift.data.offered.length === 0 ? null : (
            <Offered state={shift.data} dispatches={dispatches} again={again} />
          )}
          <section className="sheet-part">
            <OpenLists list={shift.data.open} />
          </section>
          <Recent rows={shift.data.recent} />
        </div>
      )}
      <PrintStamp />
    </ListPage>
  );
}

type PartProps = { readonly state: ShiftState; readonly dispatches: boolean; readonly again: () => void };

function OnShift({ state, dispatches, again }: PartProps) {
  const [form, setForm] = useState<ShiftForm | null>(null);
  const choices = state.mine === null ? (["begin"] as const) : (["offer", "leave"] as const);
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">{say("shift.on")}</h2>
      {state.onShift.length === 0 ? (
        <p className="centre-warning" role="alert" data-testid="nobody-on-shift">
          {say("shift.nobody")}
        </p>
      ) : (
        <ul className="centre-people">
          {state.onShift.map((row) => (
            <li key={row.id}>
              <strong>{row.person}</strong> {row.seat === "" ? "" : `${say("shift.seat")} ${row.seat}`}{" "}
              <span className="sheet-note">
                {say("shift.began")} {formatDateTime(row.beganAt)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {dispatches ? (
        <div className="panel-tools no-print" role="toolbar">
          {choices.map((each) => (
            <button
              key={each}
              type="button"
              className="tool"
              aria-pressed={form === each}
              onClick={() => setForm(form === each ? null : each)}
              data-testid={`shift-${each}`}
            >
              {say(`shift.${each}`)}
            </button>
          ))}
        </div>
      ) : null}
      {form === null ? null : (
        <ShiftFormOf
          key={form}
          kind={form}
          onDone={() => {
            setForm(null);
            again();
          }}
          onCancel={() => setForm(null)}
        />
      )}
    </section>
  );
}

function Offered({ state, dispatches, again }: PartProps) {
  const [taking, setTaking] = useState<string | null>(null);
  const act = useAct();
  const withdraw = async (id: string): Promise<void> => {
    if (await act.run(() => sendJson("POST", `/api/v1/handovers/${id}/withdraw`, {}))) again();
  };
  return (
    <section className="sheet-part" data-testid="offered">
      <h2 className="sheet-title">{say("offer.title")}</h2>
      {state.offered.map((row) => {
        const own = row.fromPersonId === state.mine?.personId;
        return (
          <div key={row.id} className="centre-offer">
            <p>
              <strong>{say("offer.by", { person: row.fromPerson, time: formatDateTime(row.offeredAt) })}</strong>{" "}
              <Link to="/handovers/$handoverId" params={{ handoverId: row.id }}>
                {say("offer.open")}
              </Link>
            </p>
            {row.note === "" ? null : <p className="centre-note">{row.note}</p>}
            {dispatches ? (
              <button
                type="button"
                className="tool no-print"
                onClick={() => (own ? void withdraw(row.id) : setTaking(taking === row.id ? null : row.id))}
                data-testid={own ? "offer-withdraw" : "offer-take"}
              >
                {say(own ? "offer.withdraw" : "offer.take")}
              </button>
            ) : null}
            {taking === row.id ? (
              <ShiftFormOf
                kind="take"
                handoverId={row.id}
                onDone={() => {
                  setTaking(null);
                  again();
                }}
                onCancel={() => setTaking(null)}
              />
            ) : null}
          </div>
        );
      })}
      {act.failure === undefined ? null : <p className="centre-warning">{act.failure}</p>}
    </section>
  );
}

const recentColumns = (): readonly Column<HandoverRow>[] => [
  {
    head: say("recent.at"),
    look: "nowrap",
    main: true,
    text: ({ takenAt, withdrawnAt }) => formatDateTime(takenAt ?? withdrawnAt ?? 0),
    cell: ({ id, takenAt, withdrawnAt }) => (
      <Link to="/handovers/$handoverId" params={{ handoverId: id }}>
        {formatDateTime(takenAt ?? withdrawnAt ?? 0)}
      </Link>
    ),
  },
  { head: say("recent.from"), look: "nowrap", text: ({ fromPerson }) => fromPerson },
  { head: say("recent.to"), look: "nowrap", text: ({ toPerson }) => toPerson ?? say("recent.withdrawn") },
  { head: say("shift.note"), text: ({ note }) => note },
];

const Recent = ({ rows }: { readonly rows: readonly HandoverRow[] }) =>
  rows.length === 0 ? null : (
    <section className="sheet-part">
      <h2 className="sheet-title">{say("recent.title")}</h2>
      <DataTable
        columns={recentColumns()}
        rows={rows}
        keyOf={({ id }) => id}
        empty={null}
        tall={false}
        testid="handovers"
      />
    </section>
  );
