import { z } from "zod";

export {
  type Account,
  type AdministrationMode,
  acceptBody,
  account,
  accountList,
  administrationMode,
  becomeThreeBody,
  changePasswordBody,
  createAccountBody,
  grantBody,
  type Invitation,
  invitationLink,
  invitationList,
  invitationShown,
  invitationToken,
  inviteBody,
  loginBody,
  type Me,
  me,
  proofBody,
  type RoleSecurity,
  recoveryCodes,
  roleSecurity,
  roleSecurityList,
  type Session,
  sessionList,
  setupBody,
  setupState,
  totpBegun,
  totpCodeBody,
} from "./contract/accounts.ts";
export {
  type AuditFilter,
  type AuditRow,
  auditExportQuery,
  auditFilter,
  auditList,
  auditQuery,
  auditRow,
} from "./contract/audit.ts";
export { type CertificateKind, certificateKindNames, certificateKinds } from "./contract/certificate-kinds.ts";
export { type OrganisationKind, organisationKindNames, organisationKinds } from "./contract/organisation-kinds.ts";
export {
  aliasBody,
  endBody,
  type Organisation,
  type OrganisationFile,
  organisationBody,
  organisationFile,
  organisationList,
  organisationQuery,
} from "./contract/organisations.ts";
export {
  type Certificate,
  type CertificateState,
  certificateBody,
  type Person,
  type PersonFile,
  personBody,
  personFile,
  personList,
  personQuery,
  type Unmasked,
  unmaskBody,
  unmasked,
} from "./contract/people.ts";
export {
  type Permission,
  permissions,
  type Role,
  roles,
  roleWords,
  type ScopeKind,
} from "./contract/roles.ts";
export { id, scope } from "./contract/shapes.ts";

const region = z.object({ code: z.string(), name: z.string(), parent: z.string().nullable() });
export const regionList = z.object({ regions: z.array(region) });

/** Result of an import of one of our CSV forms. Rows are counted from 1 after the head. */
export const importReport = z.object({
  rows: z.int(),
  created: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  refused: z.array(z.object({ row: z.int(), column: z.string().nullable(), code: z.string(), text: z.string() })),
});
export type ImportReport = z.infer<typeof importReport>;
/** Bytes of a request that carries a form: room for 30 million characters of JSON. */
export const importBytesMax = 32 << 20;
export const importBody = z.object({ csv: z.string().max(30_000_000) });
