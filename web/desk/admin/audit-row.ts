import type { z } from "zod";
import type { auditRow } from "../../../src/rooms/identity/contract.ts";

export type AuditRow = z.infer<typeof auditRow>;
