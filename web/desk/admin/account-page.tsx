import "./admin.css";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Session } from "../../../src/rooms/identity/contract.ts";
import { sendJson } from "../../ui/api.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { TextField } from "../form/fields.tsx";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty, ListPage } from "../list/list-page.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { say } from "../texts/account-texts.ts";
import { ActForm, Failure } from "./act-form.tsx";
import { TotpPart } from "./totp-part.tsx";
import { type Act, useAct } from "./use-act.ts";
import { roleName } from "./words.ts";

/** One's own account: second step, password, the devices that are logged in. */
export function AccountPage() {
  const me = useMe();
  return (
    <ListPage title={say("mine.title")} count={[me.login, ...me.roles.map(roleName)].join(" · ")}>
      <div className="sheet" data-testid="account-page">
        <TotpPart />
        <PasswordForm />
        <OwnSessions />
      </div>
    </ListPage>
  );
}

function PasswordForm() {
  const act = useAct();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [done, setDone] = useState(false);
  const change = async (): Promise<void> => {
    const changed = await act.run(() => sendJson("POST", "/api/v1/account/password", { current, next }));
    setDone(changed);
    if (!changed) return;
    setCurrent("");
    setNext("");
  };
  return (
    <ActForm
      title={say("mine.password")}
      submit={say("mine.password.do")}
      act={act}
      onSubmit={() => void change()}
      testid="password"
    >
      <TextField
        id="password-now"
        type="password"
        autoComplete="current-password"
        label={say("mine.password.now")}
        required
        value={current}
        onChange={setCurrent}
      />
      <TextField
        id="password-next"
        type="password"
        autoComplete="new-password"
        minLength={10}
        maxLength={200}
        label={say("mine.password.next")}
        required
        value={next}
        onChange={setNext}
      />
      {done ? <p role="status">{say("mine.password.done")}</p> : null}
    </ActForm>
  );
}

const deviceText = (each: Session): string => (each.device === "" ? say("session.device.unknown") : each.device);
/** Beside a list, where there is little room. */
const narrowColumns = (): readonly Column<Session>[] => [
  { head: say("session.device"), text: deviceText },
  { head: say("session.address"), text: (each) => each.address },
  { head: say("session.used"), look: "nowrap", text: (each) => formatDateTime(each.lastUsedAt).slice(0, 16) },
];
const sessionColumns = (end: (session: Session) => void): readonly Column<Session>[] => [
  { head: say("session.device"), text: deviceText },
  { head: say("session.address"), look: "nowrap", text: (each) => each.address },
  { head: say("session.opened"), look: "nowrap", text: (each) => formatDateTime(each.openedAt) },
  { head: say("session.used"), look: "nowrap", text: (each) => formatDateTime(each.lastUsedAt) },
  {
    head: say("session.end"),
    headCell: <span className="sp-hidden">{say("session.end")}</span>,
    text: (each) => (each.current ? say("session.this") : ""),
    cell: (each) =>
      each.current ? (
        say("session.this")
      ) : (
        <button type="button" className="tool" onClick={() => end(each)} data-testid="session-end">
          {say("session.end")}
        </button>
      ),
  },
];

function OwnSessions() {
  const list = useQuery(pathQuery<{ sessions: readonly Session[] }>("/api/v1/account/sessions"));
  const act: Act = useAct();
  const send = async (path: string): Promise<void> => {
    await act.run(() => sendJson("POST", `/api/v1/account/sessions/${path}`));
    await list.refetch();
  };
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">{say("mine.sessions")}</h2>
      <SessionTable list={list} onEnd={(session) => void send(`${session.id}/revoke`)} />
      <Failure act={act} />
      {(list.data?.sessions.length ?? 0) < 2 ? null : (
        <button
          type="button"
          className="plain-button below-table"
          onClick={() => void send("revoke-others")}
          data-testid="sessions-others"
        >
          {say("mine.sessions.others")}
        </button>
      )}
    </section>
  );
}

type TableProps = {
  readonly list: { readonly data?: { readonly sessions: readonly Session[] } | undefined; readonly error: unknown };
  readonly onEnd?: (session: Session) => void;
};

/** Devices that are logged in. */
export const SessionTable = ({ list, onEnd }: TableProps) => (
  <DataTable
    columns={onEnd === undefined ? narrowColumns() : sessionColumns(onEnd)}
    rows={list.data?.sessions}
    keyOf={(each) => each.id}
    empty={<Empty title={say("session.none")} text="" />}
    error={list.error}
    tall={false}
    testid="sessions"
  />
);
