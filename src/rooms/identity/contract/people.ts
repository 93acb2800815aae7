import { z } from "zod";
import { certificateKinds } from "./certificate-kinds.ts";
import { date, id } from "./shapes.ts";

/** none: no end known · valid · soon: 60 days or less · expired */
export const certificateStates = ["none", "valid", "soon", "expired"] as const;
export type CertificateState = (typeof certificateStates)[number];

export const certificate = z.object({
  id,
  kind: z.enum(certificateKinds),
  /** Masked; whole by an unmasking that is recorded. */
  number: z.string(),
  issuer: z.string().nullable(),
  validFrom: date.nullable(),
  validTo: date.nullable(),
  state: z.enum(certificateStates),
  endedOn: date.nullable(),
});
export type Certificate = z.infer<typeof certificate>;

export const person = z.object({
  id,
  name: z.string(),
  organisationId: id.nullable(),
  organisation: z.string().nullable(),
  position: z.string().nullable(),
  /** Masked unless the viewer must ring it. */
  phone: z.string().nullable(),
  endedOn: date.nullable(),
  /** The worst of the certificates in force; null without any. */
  certificateState: z.enum(certificateStates).nullable(),
  certificateKinds: z.array(z.enum(certificateKinds)),
});
export type Person = z.infer<typeof person>;
export const personList = z.object({ people: z.array(person), total: z.int(), next: z.string().nullable() });
export const personQuery = z.object({
  /** Part of a name, or of the organisation's name. */
  q: z.string().trim().max(80).optional(),
  organisation: id.optional(),
  certificate: z.enum(["soon", "expired", "none"]).optional(),
  ended: z.enum(["no", "only", "all"]).default("no"),
  after: z.string().max(400).optional(),
});
export const personFile = person.extend({
  identityNumber: z.string().nullable(),
  login: z.string().nullable(),
  certificates: z.array(certificate),
});
export type PersonFile = z.infer<typeof personFile>;

export const personBody = z.object({
  name: z.string().trim().min(1).max(80),
  organisationId: id.nullable(),
  position: z.string().trim().min(1).max(80).nullable(),
  /** Left out: stays as it is. */
  phone: z
    .string()
    .trim()
    .regex(/^\+?[0-9-]{3,20}$/)
    .nullable()
    .optional(),
  /** Left out: stays as it is. */
  identityNumber: z
    .string()
    .trim()
    .regex(/^[0-9A-Za-z]{6,20}$/)
    .nullable()
    .optional(),
});
export const certificateBody = z
  .object({
    kind: z.enum(certificateKinds),
    number: z.string().trim().min(1).max(60),
    issuer: z.string().trim().min(1).max(120).nullable(),
    validFrom: date.nullable(),
    validTo: date.nullable(),
  })
  .refine(({ validFrom, validTo }) => validFrom === null || validTo === null || validFrom <= validTo, {
    message: "validTo lies before validFrom",
  });

/** What is shown whole once, and why: both stand in the audit. */
export const unmaskBody = z.object({
  what: z.enum(["phone", "identity-number", "certificates"]),
  why: z.string().trim().min(4).max(200),
});
export const unmasked = z.object({
  phone: z.string().nullable().optional(),
  identityNumber: z.string().nullable().optional(),
  certificates: z.array(z.object({ id, number: z.string() })).optional(),
});
export type Unmasked = z.infer<typeof unmasked>;
