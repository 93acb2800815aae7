import { useQuery } from "@tanstack/react-query";
import type { CrewRow } from "../../../src/rooms/crews/contract.ts";
import { type Account, type Role, roles, roleWords, type ScopeKind } from "../../../src/rooms/identity/contract.ts";
import { liftSectors } from "../../../src/rooms/lifts/contract.ts";
import { permits } from "../../ui/session.ts";
import { SelectField } from "../form/fields.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { say } from "../texts/account-texts.ts";
import { OrganisationPicker } from "./organisation-picker.tsx";
import { roleDoes, roleName, sectorName } from "./words.ts";

/** A role in a scope as it is being chosen; `target` is empty where the scope needs none, or none is chosen yet. */
export type Grant = {
  readonly role: Role;
  readonly kind: ScopeKind;
  readonly target: string;
  readonly sector: string;
};
export const firstGrant: Grant = { role: "dispatcher", kind: "everything", target: "", sector: liftSectors[0] };

/** The scope as the server wants it. */
export function scopeOf({ kind, target, sector }: Grant): Account["grants"][number]["scope"] {
  if (kind === "everything") return { kind };
  if (kind === "region") return { kind, code: target };
  if (kind === "sector") return { kind, sector, regionCode: target };
  return { kind, id: target };
}
export const grantOf = (grant: Grant): Account["grants"][number] => ({ role: grant.role, scope: scopeOf(grant) });

type Props = { readonly grant: Grant; readonly onChange: (grant: Grant) => void };

/** Which role, and where it holds. */
export function GrantFields({ grant, onChange }: Props) {
  const { role, kind } = grant;
  const choose = (next: Role): void =>
    onChange({ ...grant, role: next, kind: roleWords[next].scopes[0] ?? "everything", target: "" });
  return (
    <>
      <SelectField
        id="new-role"
        label={say("form.role")}
        value={role}
        onChange={(next) => choose(next as Role)}
        options={roles.map((each) => [each, roleName(each)])}
        title={roleDoes(role)}
      />
      <SelectField
        id="new-scope"
        label={say("form.scope")}
        value={kind}
        onChange={(next) => onChange({ ...grant, kind: next as ScopeKind, target: "" })}
        options={roleWords[role].scopes.map((each) => [each, say(`scope.${each}`)])}
      />
      {kind === "sector" ? (
        <SelectField
          id="new-sector"
          label={say("scope.sector.label")}
          value={grant.sector}
          onChange={(sector) => onChange({ ...grant, sector })}
          options={liftSectors.map((each) => [each, sectorName(each)])}
        />
      ) : null}
      <Target grant={grant} onChange={(target) => onChange({ ...grant, target })} />
    </>
  );
}

type TargetProps = { readonly grant: Grant; readonly onChange: (target: string) => void };
type Regions = { readonly regions: readonly { readonly code: string; readonly name: string }[] };

/** Which region, organisation or crew. */
function Target({ grant: { kind, target }, onChange }: TargetProps) {
  const me = useMe();
  const regions = useQuery({
    ...pathQuery<Regions>("/api/v1/regions"),
    enabled: kind === "region" || kind === "sector",
  });
  const crews = useQuery({
    ...pathQuery<{ crews: readonly CrewRow[] }>("/api/v1/crews"),
    enabled: kind === "crew" && permits(me, "crews.read"),
  });
  if (kind === "everything") return null;
  if (kind === "organisation")
    return (
      <OrganisationPicker
        id="new-target"
        label={say("scope.organisation")}
        required
        value={target}
        onChange={onChange}
      />
    );
  const options =
    kind === "crew"
      ? (crews.data?.crews ?? []).map((each) => [each.id, `${each.name} · ${each.organisation}`] as const)
      : (regions.data?.regions ?? []).map((each) => [each.code, `${each.code} ${each.name}`] as const);
  return (
    <SelectField
      id="new-target"
      label={say(kind === "crew" ? "scope.crew" : "scope.region")}
      required
      value={target}
      onChange={onChange}
      options={[["", say("scope.choose")], ...options]}
    />
  );
}
