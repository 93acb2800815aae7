import type { CrewId, OrganisationId } from "../../../kernel/ids.ts";
import type { Grant, Scope } from "../../../kernel/principal.ts";
import { assert } from "../../../kernel/result.ts";

/** A grant as its row says it. */
export type GrantRow = {
  readonly role: string;
  readonly scopeKind: Scope["kind"];
  readonly regionCode: string | null;
  readonly sector: string | null;
  readonly scopeId: string | null;
};

export const grantOf = (row: GrantRow): Grant => ({ role: row.role, scope: scopeOf(row) });

function scopeOf({ scopeKind, regionCode, sector, scopeId }: GrantRow): Scope {
  if (scopeKind === "everything") return { kind: "everything" };
  if (scopeKind === "region" || scopeKind === "sector") {
    assert(regionCode !== null, `a grant for a ${scopeKind} names its region`);
    if (scopeKind === "region") return { kind: "region", code: regionCode };
    assert(sector !== null, "a grant for a sector names it");
    return { kind: "sector", sector, regionCode };
  }
  assert(scopeId !== null, `a grant for a ${scopeKind} names it`);
  return scopeKind === "organisation"
    ? { kind: "organisation", id: scopeId as OrganisationId }
    : { kind: "crew", id: scopeId as CrewId };
}

/** The columns of a scope in `role_grant`. */
export const rowOf = ({ role, scope }: Grant): GrantRow => ({
  role,
  scopeKind: scope.kind,
  regionCode: scope.kind === "region" ? scope.code : scope.kind === "sector" ? scope.regionCode : null,
  sector: scope.kind === "sector" ? scope.sector : null,
  scopeId: scope.kind === "organisation" || scope.kind === "crew" ? scope.id : null,
});
