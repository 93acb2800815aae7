import { Button } from "antd";
import { type FormEvent, useState } from "react";
import { sendJson, textOfFailure } from "../../ui/api.ts";
import { TextField } from "../form/fields.tsx";
import { say } from "../texts/device-texts.ts";
import { firstGrant, GrantFields, scopeOf } from "./grant-fields.tsx";

/** A new account with one role and the scope in which it holds. */
export function AccountForm({ onCreated }: { readonly onCreated: () => void }) {
  const [login, setLogin] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [grant, setGrant] = useState(firstGrant);
  const [said, setSaid] = useState<string>();
  const [failure, setFailure] = useState<string>();

  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setFailure(undefined);
    setSaid(undefined);
    const account = { login: login.trim(), name: name.trim(), password, role: grant.role, scope: scopeOf(grant) };
    try {
      await sendJson("POST", "/api/v1/accounts", account);
      setSaid(say("account.created", { login: account.login }));
      for (const empty of [setLogin, setName, setPassword]) empty("");
      onCreated();
    } catch (problem) {
      setFailure(textOfFailure(problem));
    }
  };

  const loginRules = { pattern: "[a-zA-Z0-9._\\-]{3,40}", autoComplete: "off", required: true };
  const passwordRules = { minLength: 10, maxLength: 200, autoComplete: "new-password", required: true };
  return (
    <form className="sheet-part admin-form" onSubmit={(event) => void create(event)}>
      <h2 className="sheet-title">{say("account.create")}</h2>
      <TextField id="new-login" label={say("account.login")} {...loginRules} value={login} onChange={setLogin} />
      <TextField id="new-name" label={say("account.name")} required maxLength={80} value={name} onChange={setName} />
      <TextField
        id="new-password"
        label={say("account.password")}
        type="password"
        {...passwordRules}
        value={password}
        onChange={setPassword}
      />
      <GrantFields grant={grant} onChange={setGrant} />
      {failure === undefined ? null : (
        <p className="form-failure" role="alert">
          {failure}
        </p>
      )}
      {said === undefined ? null : <p role="status">{said}</p>}
      <Button type="primary" htmlType="submit" data-testid="account-create">
        {say("account.create.do")}
      </Button>
    </form>
  );
}
