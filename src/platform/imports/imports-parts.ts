import type { Instant } from "../../kernel/clock.ts";
import type { Principal } from "../../kernel/principal.ts";
import type { Result } from "../../kernel/result.ts";
import type { Tx } from "../database/database.ts";
import type { FileStore } from "../files/file-store.ts";
import type { Platform } from "../platform.ts";
import type { ImportForm } from "./import-form.ts";

type AuditEntry = {
  readonly principal: Principal;
  readonly act: string;
  readonly target: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly address: string;
  readonly at: Instant;
};

/** What imports need of the room that knows people: who asks, where they may import, and the audit. */
export type ImportsDoor = {
  /** `person:<id>`, as ledgers write it. */
  readonly actorOf: (principal: Principal) => string;
  /** Regions in which somebody may import, or read what was imported; null is everywhere, an empty list nowhere. */
  readonly regionsOf: (principal: Principal, permission: "lifts.import" | "imports.read") => readonly string[] | null;
  /** Whether somebody sees whole telephone numbers, and how others see them. */
  readonly seesPhones: (principal: Principal) => boolean;
  readonly maskPhone: (phone: string) => string;
  readonly audit: (tx: Tx, entry: AuditEntry) => Promise<void>;
  /** Refuses a grave act of somebody whose last log-in is long ago. */
  readonly requireFresh: (principal: Principal, now: Instant) => Result<unknown>;
};

export type ImportsParts = {
  readonly platform: Pick<Platform, "database" | "clock" | "log">;
  readonly files: FileStore;
  readonly forms: readonly ImportForm[];
  readonly door: ImportsDoor;
};

export type Asker = { readonly principal: Principal; readonly address: string };
