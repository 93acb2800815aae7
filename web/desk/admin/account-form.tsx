import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type FormEvent, useState } from "react";
import type { CrewRow } from "../../../src/rooms/crews/contract.ts";
import type { Organisation, Role } from "../../../src/rooms/identity/contract.ts";
import { sendJson, textOfFailure } from "../../ui/api.ts";
import { permits } from "../../ui/session.ts";
import { Field } from "../incident/forms/form-frame.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { say } from "../texts/device-texts.ts";
import { say as sayShell } from "../texts/shell-texts.ts";

/** The kinds of scope in which each role may be given; the server holds to the same. */
const scopesOf: Readonly<Record<Role, readonly ScopeKind[]>> = {
  administrator: ["everything"],
  dispatcher: ["everything", "region"],
  officer: ["everything", "region"],
  "maintenance-manager": ["organisation"],
  "use-unit-manager": ["organisation"],
  crew: ["crew"],
};
type ScopeKind = "everything" | "region" | "organisation" | "crew";
const roles = Object.keys(scopesOf) as Role[];

/** A new account with one role and the scope in which it holds. */
export function AccountForm({ onCreated }: { readonly onCreated: () => void }) {
  const [login, setLogin] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [role, setRole] = useState<Role>("dispatcher");
  const [kind, setKind] = useState<ScopeKind>("everything");
  const [target, setTarget] = useState("");
  const [said, setSaid] = useState<string>();
  const [failure, setFailure] = useState<string>();

  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setFailure(undefined);
    setSaid(undefined);
    const scope = kind === "everything" ? { kind } : kind === "region" ? { kind, code: target } : { kind, id: target };
    try {
      await sendJson("POST", "/api/v1/accounts", { login: login.trim(), name: name.trim(), password, role, scope });
      setSaid(say("account.created", { login: login.trim() }));
      setLogin("");
      setName("");
      setPassword("");
      onCreated();
    } catch (problem) {
      setFailure(textOfFailure(problem));
    }
  };
  const choose = (next: Role): void => {
    setRole(next);
    setKind(scopesOf[next][0] ?? "everything");
    setTarget("");
  };

  return (
    <form className="sheet-part admin-form" onSubmit={(event) => void create(event)}>
      <h2 className="sheet-title">{say("account.create")}</h2>
      <Field label={say("account.login")} htmlFor="new-login">
        <input
          id="new-login"
          className="text-input"
          required
          pattern="[a-zA-Z0-9._\-]{3,40}"
          autoComplete="off"
          value={login}
          onChange={(event) => setLogin(event.target.value)}
        />
      </Field>
      <Field label={say("account.name")} htmlFor="new-name">
        <input
          id="new-name"
          className="text-input"
          required
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field label={say("account.password")} htmlFor="new-password">
        <input
          id="new-password"
          className="text-input"
          type="password"
          required
          minLength={10}
          maxLength={200}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Field>
      <Field label={say("account.role")} htmlFor="new-role">
        <select
          id="new-role"
          className="text-input"
          value={role}
          onChange={(event) => choose(event.target.value as Role)}
        >
          {roles.map((each) => (
            <option key={each} value={each}>
              {sayShell(`role.${each}`)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={say("account.scope")} htmlFor="new-scope">
        <select
          id="new-scope"
          className="text-input"
          value={kind}
          onChange={(event) => {
            setKind(event.target.value as ScopeKind);
            setTarget("");
          }}
        >
          {scopesOf[role].map((each) => (
            <option key={each} value={each}>
              {say(`scope.${each}`)}
            </option>
          ))}
        </select>
      </Field>
      {kind === "everything" ? null : <Target kind={kind} value={target} onChange={setTarget} />}
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

type TargetProps = {
  readonly kind: Exclude<ScopeKind, "everything">;
  readonly value: string;
  readonly onChange: (value: string) => void;
};
type Regions = { readonly regions: readonly { readonly code: string; readonly name: string }[] };

/** Which region, organisation or crew. */
function Target({ kind, value, onChange }: TargetProps) {
  const me = useMe();
  const regions = useQuery({ ...pathQuery<Regions>("/api/v1/regions"), enabled: kind === "region" });
  const organisations = useQuery({
    ...pathQuery<{ organisations: readonly Organisation[] }>("/api/v1/organisations"),
    enabled: kind === "organisation",
  });
  const crews = useQuery({
    ...pathQuery<{ crews: readonly CrewRow[] }>("/api/v1/crews"),
    enabled: kind === "crew" && permits(me, "crews.read"),
  });
  const options = {
    region: (regions.data?.regions ?? []).map((each) => [each.code, `${each.code} ${each.name}`] as const),
    organisation: (organisations.data?.organisations ?? []).map((each) => [each.id, each.name] as const),
    crew: (crews.data?.crews ?? []).map((each) => [each.id, `${each.name} · ${each.organisation}`] as const),
  }[kind];
  return (
    <Field label={say(`scope.${kind}`)} htmlFor="new-target">
      <select
        id="new-target"
        className="text-input"
        required
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">{say("scope.choose")}</option>
        {options.map(([code, text]) => (
          <option key={code} value={code}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  );
}
