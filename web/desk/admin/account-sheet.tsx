import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Account, Session } from "../../../src/rooms/identity/contract.ts";
import { getJson, sendJson } from "../../ui/api.ts";
import { say } from "../texts/account-texts.ts";
import { SessionTable } from "./account-page.tsx";
import { ActForm, Failure } from "./act-form.tsx";
import { firstGrant, GrantFields, grantOf } from "./grant-fields.tsx";
import type { Link } from "./link-shown.tsx";
import { SureButton } from "./sure-button.tsx";
import { useAct } from "./use-act.ts";
import { roleName, scopeText } from "./words.ts";

type Props = {
  readonly account: Account;
  readonly nameOf: (key: string) => string | undefined;
  readonly onChange: () => void;
  readonly onLink: (link: Link) => void;
  readonly onClose: () => void;
};

/** One account: its roles, its devices, and what may be done with it. */
export function AccountSheet({ account, nameOf, onChange, onLink, onClose }: Props) {
  const act = useAct();
  const [adding, setAdding] = useState(false);
  const path = `/api/v1/accounts/${account.id}`;
  const send = async (what: string, body?: unknown): Promise<void> => {
    if (await act.run(() => sendJson("POST", `${path}/${what}`, body))) onChange();
  };
  return (
    <div className="sheet" data-testid="account-sheet">
      <section className="sheet-part">
        <h2 className="sheet-title">
          {account.login} <span className="sheet-note">{account.name}</span>
        </h2>
        <ul className="grants">
          {account.grants.map((grant) => (
            <li key={JSON.stringify(grant)}>
              <span>
                {roleName(grant.role)} · {scopeText(grant.scope, nameOf)}
              </span>
              <SureButton
                word={say("act.take")}
                sure={say("act.take.sure")}
                onPress={() => void send("grants/take", grant)}
              />
            </li>
          ))}
        </ul>
        <Failure act={act} />
        <div className="act-buttons">
          <button type="button" className="tool" onClick={() => setAdding(true)} data-testid="act-grant">
            {say("act.grant")}
          </button>
          <StateButtons account={account} onSend={(what) => void send(what)} />
          <button
            type="button"
            className="tool"
            disabled={account.disabled}
            onClick={() => void act.run(async () => onLink(await sendJson<Link>("POST", `${path}/reset`)))}
            data-testid="act-reset"
          >
            {say("act.reset")}
          </button>
          <button type="button" className="tool" onClick={onClose}>
            {say("act.close")}
          </button>
        </div>
      </section>
      {adding ? <GrantForm path={path} onDone={onChange} onClose={() => setAdding(false)} /> : null}
      <Sessions path={path} onRevoke={() => void send("sessions/revoke")} count={account.sessions} />
    </div>
  );
}

type StateProps = { readonly account: Account; readonly onSend: (what: string) => void };
function StateButtons({ account, onSend }: StateProps) {
  return (
    <>
      {account.locked ? (
        <button type="button" className="tool" onClick={() => onSend("unlock")} data-testid="act-unlock">
          {say("act.unlock")}
        </button>
      ) : null}
      {account.disabled ? (
        <button type="button" className="tool" onClick={() => onSend("enable")} data-testid="act-enable">
          {say("act.enable")}
        </button>
      ) : (
        <SureButton
          word={say("act.disable")}
          sure={say("act.disable.sure")}
          onPress={() => onSend("disable")}
          testid="act-disable"
        />
      )}
    </>
  );
}

type GrantFormProps = { readonly path: string; readonly onDone: () => void; readonly onClose: () => void };
function GrantForm({ path, onDone, onClose }: GrantFormProps) {
  const act = useAct();
  const [grant, setGrant] = useState(firstGrant);
  const give = async (): Promise<void> => {
    if (!(await act.run(() => sendJson("POST", `${path}/grants`, grantOf(grant))))) return;
    onDone();
    onClose();
  };
  return (
    <ActForm
      title={say("act.grant")}
      submit={say("act.grant")}
      act={act}
      onSubmit={() => void give()}
      onCancel={onClose}
      testid="grant"
    >
      <GrantFields grant={grant} onChange={setGrant} />
    </ActForm>
  );
}

type SessionsProps = {
  readonly path: string;
  readonly onRevoke: () => void;
  readonly count: number;
};
function Sessions({ path, onRevoke, count }: SessionsProps) {
  // The count is part of the key: after a revocation the table is read anew.
  const list = useQuery({
    queryKey: ["sessions", path, String(count)],
    queryFn: ({ signal }) => getJson<{ sessions: readonly Session[] }>(`${path}/sessions`, signal),
  });
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">{say("mine.sessions")}</h2>
      <SessionTable list={list} />
      {count === 0 ? null : (
        <SureButton word={say("act.sessions")} sure={`${say("act.sessions")} ✓`} onPress={onRevoke} />
      )}
    </section>
  );
}
