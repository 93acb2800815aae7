import { useQuery } from "@tanstack/react-query";
import type { CrewRow } from "../../../src/rooms/crews/contract.ts";
import type { Organisation, Role } from "../../../src/rooms/identity/contract.ts";
import { permits } from "../../ui/session.ts";
import { SelectField } from "../form/fields.tsx";
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

/** A role in a scope as it is being chosen; `target` is empty where the scope needs none, or none is chosen yet. */
export type Grant = { readonly role: Role; readonly kind: ScopeKind; readonly target: string };
export const firstGrant: Grant = { role: "dispatcher", kind: "everything", target: "" };

/** The scope as the server wants it. */
export const scopeOf = ({ kind, target }: Grant) =>
  kind === "everything" ? { kind } : kind === "region" ? { kind, code: target } : { kind, id: target };

type Props = { readonly grant: Grant; readonly onChange: (grant: Grant) => void };

/** Which role, and where it holds. */
export function GrantFields({ grant, onChange }: Props) {
  const { role, kind, target } = grant;
  return (
    <>
      <SelectField
        id="new-role"
        label={say("account.role")}
        value={role}
        onChange={(next) =>
          onChange({ role: next as Role, kind: scopesOf[next as Role][0] ?? "everything", target: "" })
        }
        options={roles.map((each) => [each, sayShell(`role.${each}`)])}
      />
      <SelectField
        id="new-scope"
        label={say("account.scope")}
        value={kind}
        onChange={(next) => onChange({ role, kind: next as ScopeKind, target: "" })}
        options={scopesOf[role].map((each) => [each, say(`scope.${each}`)])}
      />
      {kind === "everything" ? null : (
        <Target kind={kind} value={target} onChange={(next) => onChange({ role, kind, target: next })} />
      )}
    </>
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
    <SelectField
      id="new-target"
      label={say(`scope.${kind}`)}
      required
      value={value}
      onChange={onChange}
      options={[["", say("scope.choose")], ...options]}
    />
  );
}
