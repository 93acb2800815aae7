import { useState } from "react";
import { sendJson } from "../../ui/api.ts";
import { TextField } from "../form/fields.tsx";
import { say } from "../texts/account-texts.ts";
import { ActForm } from "./act-form.tsx";
import { firstGrant, GrantFields, grantOf, scopeOf } from "./grant-fields.tsx";
import type { Link } from "./link-shown.tsx";
import { useAct } from "./use-act.ts";

const loginRules = { pattern: "[a-zA-Z0-9._\\-]{3,40}", autoComplete: "off", required: true };

type InviteProps = { readonly onLink: (link: Link) => void; readonly onCancel: () => void };

/** Invites somebody with one role: the answer is a one-time link. */
export function InviteForm({ onLink, onCancel }: InviteProps) {
  const act = useAct();
  const [login, setLogin] = useState("");
  const [name, setName] = useState("");
  const [grant, setGrant] = useState(firstGrant);
  const body = { login: login.trim(), name: name.trim(), grants: [grantOf(grant)] };
  return (
    <ActForm
      title={say("accounts.invite")}
      submit={say("form.invite.do")}
      act={act}
      onSubmit={() => void act.run(async () => onLink(await sendJson<Link>("POST", "/api/v1/invitations", body)))}
      onCancel={onCancel}
      testid="invite"
    >
      <TextField id="new-login" label={say("form.login")} {...loginRules} autoFocus value={login} onChange={setLogin} />
      <TextField id="new-name" label={say("form.name")} required maxLength={80} value={name} onChange={setName} />
      <GrantFields grant={grant} onChange={setGrant} />
    </ActForm>
  );
}

type CreateProps = { readonly onCreated: () => void; readonly onCancel: () => void };

/** A new account whose first password its maker knows: for scripts, and for places without any other way. */
export function AccountForm({ onCreated, onCancel }: CreateProps) {
  const act = useAct();
  const [login, setLogin] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [grant, setGrant] = useState(firstGrant);
  const [said, setSaid] = useState<string>();
  const create = async (): Promise<void> => {
    const account = { login: login.trim(), name: name.trim(), password, role: grant.role, scope: scopeOf(grant) };
    setSaid(undefined);
    if (!(await act.run(() => sendJson("POST", "/api/v1/accounts", account)))) return;
    setSaid(say("form.created", { login: account.login }));
    for (const empty of [setLogin, setName, setPassword]) empty("");
    onCreated();
  };
  const passwordRules = { minLength: 10, maxLength: 200, autoComplete: "new-password", required: true };
  return (
    <ActForm
      title={say("accounts.with-password")}
      submit={say("form.create.do")}
      act={act}
      onSubmit={() => void create()}
      onCancel={onCancel}
      testid="account-create"
    >
      <TextField id="new-login" label={say("form.login")} {...loginRules} value={login} onChange={setLogin} />
      <TextField id="new-name" label={say("form.name")} required maxLength={80} value={name} onChange={setName} />
      <TextField
        id="new-password"
        label={say("form.password")}
        type="password"
        {...passwordRules}
        value={password}
        onChange={setPassword}
      />
      <GrantFields grant={grant} onChange={setGrant} />
      {said === undefined ? null : <p role="status">{said}</p>}
    </ActForm>
  );
}
