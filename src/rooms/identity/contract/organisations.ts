import { z } from "zod";
import { organisationKinds } from "./organisation-kinds.ts";
import { date, id } from "./shapes.ts";

const phone = z
  .string()
  .trim()
  .regex(/^\+?[0-9-]{3,20}$/);
const regionCode = z.string().regex(/^\d{6,12}$/);

export const organisation = z.object({
  id,
  /** 统一社会信用代码 or another code by which files name it. */
  code: z.string(),
  name: z.string(),
  kind: z.enum(organisationKinds),
  regionCode: z.string(),
  /** Masked unless the viewer may see it. */
  dutyPhone: z.string().nullable(),
  endedOn: date.nullable(),
});
export type Organisation = z.infer<typeof organisation>;
/** At most 200; `next` is handed back as `after`. */
export const organisationList = z.object({
  organisations: z.array(organisation),
  total: z.int(),
  next: z.string().nullable(),
});

export const organisationQuery = z.object({
  /** Part of a name, of a former or short name, or of the code. */
  q: z.string().trim().max(80).optional(),
  kind: z.enum(organisationKinds).optional(),
  region: regionCode.optional(),
  /** Ended ones are left out unless asked for. */
  ended: z.enum(["no", "only", "all"]).default("no"),
  after: z.string().max(400).optional(),
});

const organisationAlias = z.object({
  id,
  name: z.string(),
  kind: z.enum(["former", "short", "other"]),
  from: date.nullable(),
  to: date.nullable(),
});
const named = z.object({ id, name: z.string(), kind: z.enum(organisationKinds) });
export const organisationFile = organisation.extend({
  address: z.string().nullable(),
  /** 邮编. */
  postcode: z.string().nullable(),
  regionName: z.string(),
  parent: named.nullable(),
  children: z.array(named),
  aliases: z.array(organisationAlias),
  /** How many people of the register belong to it and have not left. */
  people: z.int(),
});
export type OrganisationFile = z.infer<typeof organisationFile>;

export const organisationBody = z.object({
  code: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9._-]{2,40}$/),
  name: z.string().trim().min(1).max(120),
  kind: z.enum(organisationKinds),
  regionCode,
  /** Left out: stays as it is. Shown masked to some, who therefore must not have to send it back. */
  dutyPhone: phone.nullable().optional(),
  address: z.string().trim().min(1).max(200).nullable(),
  /** Left out: stays as it is. */
  postcode: z
    .string()
    .regex(/^\d{6}$/)
    .nullable()
    .optional(),
  parentId: id.nullable(),
});
export const endBody = z.object({ on: date });
export const aliasBody = z.object({
  name: z.string().trim().min(1).max(120),
  kind: z.enum(["former", "short", "other"]),
  from: date.nullable(),
  to: date.nullable(),
});
