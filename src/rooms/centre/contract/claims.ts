import { z } from "zod";

const instant = z.int();
const id = z.uuid();

const claimStates = ["open", "approved", "refused"] as const;

/** 二级救援补助申领: a level-2 crew at a lift that another unit maintains. */
export const claimRow = z.object({
  incidentId: id,
  crewId: id,
  no: z.string(),
  place: z.string(),
  crew: z.string(),
  organisation: z.string(),
  maintenanceUnit: z.string().nullable(),
  openedAt: instant,
  askedAt: instant,
  arrivedAt: instant,
  freedAt: instant.nullable(),
  closedAt: instant,
  freedCount: z.int().nullable(),
  /** When the contracted unit's own crew came, if it came. */
  levelOneArrivedAt: instant.nullable(),
  state: z.enum(claimStates),
  reason: z.string(),
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
});
export type ClaimRow = z.infer<typeof claimRow>;

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
export const claimQuery = z.object({ month });
export const claimList = z.object({ month, claims: z.array(claimRow) });
export type ClaimList = z.infer<typeof claimList>;
export const decideClaimBody = z.object({
  verdict: z.enum(["approved", "refused"]),
  reason: z.string().trim().min(2).max(300),
});
