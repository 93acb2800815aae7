import {
  type Account,
  type CertificateKind,
  certificateKindNames,
  type OrganisationKind,
  organisationKindNames,
  type Role,
  roleWords,
} from "../../../src/rooms/identity/contract.ts";
import { type LiftSector, sectorNames } from "../../../src/rooms/lifts/contract.ts";
import { language } from "../../ui/texts/language.ts";
import { say } from "../texts/account-texts.ts";

type Named = { readonly zh: string; readonly en: string };
const inLanguage = ({ zh, en }: Named): string => (language() === "en" ? en : zh);

export const roleName = (role: Role): string => inLanguage(roleWords[role]);
export const roleDoes = (role: Role): string => inLanguage({ zh: roleWords[role].doesZh, en: roleWords[role].doesEn });
export const organisationKindName = (kind: OrganisationKind): string => inLanguage(organisationKindNames[kind]);
export const certificateName = (kind: CertificateKind): string => inLanguage(certificateKindNames[kind]);
export const sectorName = (sector: string): string =>
  inLanguage(sectorNames[sector as LiftSector] ?? { zh: sector, en: sector });

type Scope = Account["grants"][number]["scope"];

/** Where a role holds, in a few words; `nameOf` knows names of regions, organisations and crews by code or id. */
export function scopeText(scope: Scope, nameOf: (key: string) => string | undefined = () => undefined): string {
  switch (scope.kind) {
    case "everything":
      return say("scope.everything");
    case "region":
      return nameOf(scope.code) ?? scope.code;
    case "sector":
      return `${sectorName(scope.sector)} · ${nameOf(scope.regionCode) ?? scope.regionCode}`;
    case "organisation":
    case "crew":
      return nameOf(scope.id) ?? say(`scope.${scope.kind}`);
  }
}
