import { z } from "zod";
import { permissions, roles } from "./roles.ts";
import { grant, id, instant, loginName, newPassword, scope } from "./shapes.ts";

/** Six digits of the second step, or a recovery code; spaces and hyphens do not matter. */
const code = z.string().trim().min(6).max(20);

export const loginBody = z.object({
  login: z.string().min(1).max(80),
  password: z.string().min(1).max(200),
  /** Asked for with IDENTITY_CODE_NEEDED where the account has a second step. */
  code: code.optional(),
});
export const me = z.object({
  accountId: id,
  name: z.string(),
  login: z.string(),
  roles: z.array(z.enum(roles)),
  permissions: z.array(z.enum(permissions)),
  /** Whether the register is read whole, not only a region, a sector or the lifts that one serves. */
  readsEverything: z.boolean(),
  /** Left out by an older platform. */
  personId: id.optional(),
  /** The crew whose phone this is, where the role `crew` is held. */
  crewId: id.nullable(),
  /** The second step: whether it is set up, and until when it must be; past that nothing is permitted but setting it up. */
  totp: z.object({ set: z.boolean(), dueAt: instant.nullable(), overdue: z.boolean() }),
});
export type Me = z.infer<typeof me>;

export const setupState = z.object({ needed: z.boolean() });
export const setupBody = z.object({
  /** One-time token that the console printed. */
  token: z.string().min(8).max(100),
  name: z.string().trim().min(1).max(80),
  login: loginName,
  password: newPassword,
});

/** A password or a code, never neither. */
export const proofBody = z
  .object({ password: z.string().min(1).max(200).optional(), code: code.optional() })
  .refine((body) => (body.password === undefined) !== (body.code === undefined), "a password or a code");
export const changePasswordBody = z.object({ current: z.string().min(1).max(200), next: newPassword });

/** A second step as it is being set up; shown once. */
export const totpBegun = z.object({
  /** Base32, to be typed where no camera is. */
  secret: z.string(),
  /** `otpauth://` address, as in the QR code. */
  uri: z.string(),
});
export const totpCodeBody = z.object({
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/),
});
/** Ten codes, each good for one log-in; shown once. */
export const recoveryCodes = z.object({ codes: z.array(z.string()) });

export const session = z.object({
  id,
  /** Browser and system, as the browser names them. */
  device: z.string(),
  address: z.string(),
  openedAt: instant,
  lastUsedAt: instant,
  current: z.boolean(),
});
export type Session = z.infer<typeof session>;
export const sessionList = z.object({ sessions: z.array(session) });

export const account = z.object({
  id,
  login: z.string(),
  name: z.string(),
  grants: z.array(grant),
  disabled: z.boolean(),
  lastLoginAt: instant.nullable(),
  totp: z.boolean(),
  /** Locked by wrong passwords right now. */
  locked: z.boolean(),
  sessions: z.int(),
});
export type Account = z.infer<typeof account>;
export const accountList = z.object({ accounts: z.array(account) });
export const createAccountBody = z.object({
  login: loginName,
  name: z.string().trim().min(1).max(80),
  password: newPassword,
  role: z.enum(roles),
  scope,
});
export const grantBody = grant;

export const inviteBody = z.object({
  login: loginName,
  name: z.string().trim().min(1).max(80),
  grants: z.array(grant).min(1).max(10),
  /** A person of the register whose account this becomes. */
  personId: id.optional(),
});
/** Shown once: only the token's hash is kept. */
export const invitationLink = z.object({ id, login: z.string(), path: z.string(), expiresAt: instant });
const invitationStates = ["open", "used", "expired", "revoked"] as const;
export const invitation = z.object({
  id,
  login: z.string(),
  name: z.string(),
  grants: z.array(grant),
  isReset: z.boolean(),
  madeBy: z.string(),
  madeAt: instant,
  expiresAt: instant,
  state: z.enum(invitationStates),
});
export type Invitation = z.infer<typeof invitation>;
export const invitationList = z.object({ invitations: z.array(invitation) });
export const invitationToken = z.object({ token: z.string().min(20).max(100) });
/** What the invited person sees before choosing a password. */
export const invitationShown = z.object({
  name: z.string(),
  login: z.string(),
  roles: z.array(z.enum(roles)),
  isReset: z.boolean(),
  expiresAt: instant,
});
export const acceptBody = invitationToken.extend({ password: newPassword });

export const roleSecurity = z.object({
  role: z.enum(roles),
  totpRequired: z.boolean(),
  graceDays: z.int().min(0).max(365),
  idleMinutes: z.int().min(5).max(10_080),
});
export type RoleSecurity = z.infer<typeof roleSecurity>;
export const roleSecurityList = z.object({ roles: z.array(roleSecurity) });

/** The switch cannot be taken back: who asks for it says so. */
export const becomeThreeBody = z.object({ confirm: z.literal("three") });
/** One administrator, or three; for each of the three roles who holds it today. */
export const administrationMode = z.object({
  mode: z.enum(["single", "three"]),
  since: instant.nullable(),
  three: z.array(z.object({ role: z.enum(roles), holders: z.array(z.object({ accountId: id, name: z.string() })) })),
});
export type AdministrationMode = z.infer<typeof administrationMode>;
