import type { Instant } from "./clock.ts";
import type { CrewId, OrganisationId, PersonId } from "./ids.ts";

/**
 * How far a role reaches: everything, a region with all below it (GB/T 2260 code), one sector (学校, 医院 …; a code of the
 * register of lifts) within a region, one organisation, one crew.
 */
export type Scope =
  | { readonly kind: "everything" }
  | { readonly kind: "region"; readonly code: string }
  | { readonly kind: "sector"; readonly sector: string; readonly regionCode: string }
  | { readonly kind: "organisation"; readonly id: OrganisationId }
  | { readonly kind: "crew"; readonly id: CrewId };

export type Grant = { readonly role: string; readonly scope: Scope };

/** Who is asking. Permissions follow from the grants by `identity`. */
export type Principal =
  | {
      readonly kind: "person";
      readonly accountId: string;
      readonly personId: PersonId;
      readonly name: string;
      readonly grants: readonly Grant[];
      /** When he last proved who he is, by password or code; grave acts ask for it again. */
      readonly freshAt?: Instant;
      /** The session in which he asks. */
      readonly sessionId?: string;
    }
  | { readonly kind: "key"; readonly keyId: string; readonly name: string; readonly grants: readonly Grant[] }
  | { readonly kind: "public" };

export const publicPrincipal: Principal = { kind: "public" };

/** GB/T 2260: 330000 holds 330100 holds 330106; `100000` is the whole nation. */
export const regionHolds = (outer: string, inner: string): boolean => inner.startsWith(regionPrefix(outer));

/** The digits with which every region inside this one begins: `330100` → `3301`, the nation → ``. */
export function regionPrefix(code: string): string {
  if (code === "100000") return "";
  if (code.endsWith("0000")) return code.slice(0, 2);
  return code.length === 6 && code.endsWith("00") ? code.slice(0, 4) : code;
}
