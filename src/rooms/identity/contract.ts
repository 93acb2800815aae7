import { z } from "zod";

/**
 * Every permission of the house, and the words of the roles that hold them. A route names one of these; which role holds
 * which is `model/role-permissions.ts`, and the test's oracle is a separate plain table.
 */
export const permissions = [
  "public",
  "session.own",
  "identity.manage",
  "identity.audit.read",
  "identity.organisations.read",
  "lifts.read",
  "lifts.import",
  "devices.read",
  "devices.enrol",
  "crews.read",
  "crews.import",
  "crews.own",
  "rescue.read",
  "rescue.dispatch",
  "rescue.crew",
  "rescue.numbers.read",
  "rescue.outbox.read",
  "rescue.settings.read",
] as const;
export type Permission = (typeof permissions)[number];

/** administrator 系统管理员 · dispatcher 处置专员 · officer 监察人员 · maintenance-manager 维保单位管理人员 · use-unit-manager 使用单位安全管理人员 · crew 救援人员 */
export const roles = [
  "administrator",
  "dispatcher",
  "officer",
  "maintenance-manager",
  "use-unit-manager",
  "crew",
] as const;
export type Role = (typeof roles)[number];

/** Kinds of organisation that this version knows; later issues add the rest of the policies' list. */
export const organisationKinds = [
  "supervision",
  "rescue-centre",
  "use-unit",
  "maintenance",
  "station",
  "maker",
  "inspection",
] as const;
export type OrganisationKind = (typeof organisationKinds)[number];

/** Times in all contracts are epoch milliseconds. */
const instant = z.int();
export const id = z.uuid();

export const loginBody = z.object({ login: z.string().min(1).max(80), password: z.string().min(1).max(200) });
export const me = z.object({
  accountId: id,
  name: z.string(),
  login: z.string(),
  roles: z.array(z.enum(roles)),
  permissions: z.array(z.enum(permissions)),
  /** The crew whose phone this is, where the role `crew` is held. */
  crewId: id.nullable(),
});
export type Me = z.infer<typeof me>;

export const setupState = z.object({ needed: z.boolean() });
export const setupBody = z.object({
  /** One-time token that the console printed. */
  token: z.string().min(8).max(100),
  name: z.string().trim().min(1).max(80),
  login: z
    .string()
    .trim()
    .regex(/^[a-zA-Z0-9._-]{3,40}$/),
  password: z.string().min(10).max(200),
});

export const scope = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("everything") }),
  z.object({ kind: z.literal("region"), code: z.string().regex(/^\d{6,12}$/) }),
  z.object({ kind: z.literal("organisation"), id }),
  z.object({ kind: z.literal("crew"), id }),
]);

export const organisation = z.object({
  id,
  /** 统一社会信用代码 or another code by which files name it. */
  code: z.string(),
  name: z.string(),
  kind: z.enum(organisationKinds),
  regionCode: z.string(),
  /** Masked unless the viewer may see it. */
  dutyPhone: z.string().nullable(),
});
export type Organisation = z.infer<typeof organisation>;
export const organisationList = z.object({ organisations: z.array(organisation), total: z.int() });

export const organisationQuery = z.object({
  q: z.string().trim().max(80).optional(),
  kind: z.enum(organisationKinds).optional(),
});

export const account = z.object({
  id,
  login: z.string(),
  name: z.string(),
  grants: z.array(z.object({ role: z.enum(roles), scope })),
  disabled: z.boolean(),
  lastLoginAt: instant.nullable(),
});
export type Account = z.infer<typeof account>;
export const accountList = z.object({ accounts: z.array(account) });
export const createAccountBody = z.object({
  login: z
    .string()
    .trim()
    .regex(/^[a-zA-Z0-9._-]{3,40}$/),
  name: z.string().trim().min(1).max(80),
  password: z.string().min(10).max(200),
  role: z.enum(roles),
  scope,
});
const region = z.object({ code: z.string(), name: z.string(), parent: z.string().nullable() });
export const regionList = z.object({ regions: z.array(region) });
export const auditRow = z.object({
  id: z.int(),
  at: instant,
  actor: z.string(),
  act: z.string(),
  target: z.string(),
  outcome: z.enum(["done", "refused"]),
  detail: z.string().nullable(),
  address: z.string().nullable(),
});
/** Newest first; `next` is handed back as `after`. */
export const auditQuery = z.object({
  after: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const auditList = z.object({ rows: z.array(auditRow), next: z.int().nullable() });

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
