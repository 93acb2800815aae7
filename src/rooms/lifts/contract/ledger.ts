import { z } from "zod";
import { correctionReasons } from "./ledger-kinds.ts";

/** The lifecycle ledger and its signed checkpoints. Times are epoch milliseconds, hashes 64 hexadecimal digits. */
const instant = z.int();
const id = z.uuid();

export const correctionBody = z.object({
  no: z.int().min(1),
  why: z.enum(correctionReasons.map(([reason]) => reason)),
  /** When it was really done. */
  rightDoneAt: instant.optional(),
});

/** A file that proves it, by its SHA-256; it lies in the store of files or with whoever keeps it. */
export const evidence = z.object({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string().max(200).optional(),
  bytes: z.int().min(0),
});
export type Evidence = z.infer<typeof evidence>;
/** `readable`: the viewer may have the file from here. */
const shownEvidence = evidence.extend({ readable: z.boolean() });
export type ShownEvidence = z.infer<typeof shownEvidence>;
/** One entry of a lift's lifecycle ledger. Bodies carry ids and hashes, never personal data. */
export const ledgerEntry = z.object({
  liftId: id,
  no: z.int(),
  /** When it was done, and when it was written here. */
  doneAt: instant,
  recordedAt: instant,
  room: z.string(),
  kind: z.string(),
  /** `person:<id>`, `key:<id>`, `system:<id>`, …, as it was hashed. */
  actor: z.string(),
  /** Name of the person or the key, looked up now and masked where the reader may not see it; null for actors without one. */
  actorName: z.string().nullable(),
  body: z.record(z.string(), z.unknown()),
  /** Today's name of the organisation that the body holds by its id: whose contract began or ended; null without one. */
  organisationName: z.string().nullable(),
  evidence: z.array(shownEvidence),
  /** Number of the entry that corrects this one. */
  correctedBy: z.int().nullable(),
  previousHash: z.string(),
  hash: z.string(),
});
export type LedgerEntry = z.infer<typeof ledgerEntry>;
/** Of one stage of life: how many entries tell of it and when it was last done; null where it is not recorded here. */
export const recordedStage = z.object({
  stage: z.string(),
  recorded: z.object({ entries: z.int(), lastDoneAt: instant }).nullable(),
});
export const checkpoint = z.object({
  no: z.int(),
  /** Day in the Chinese calendar on which it was due, and when it was made. */
  day: z.iso.date(),
  at: instant,
  lifts: z.int(),
  entries: z.int(),
  auditNo: z.int(),
  auditHash: z.string(),
  root: z.string(),
  previousHash: z.string(),
  keyId: z.string(),
  hash: z.string(),
  /** Ed25519 over the checkpoint's text, base64. */
  signature: z.string(),
  publicKey: z.string(),
});
export type Checkpoint = z.infer<typeof checkpoint>;
export const checkpointQuery = z.object({
  before: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
/** Newest first. */
export const checkpointList = z.object({ checkpoints: z.array(checkpoint) });
/** Hashes (hexadecimal) beside the way from the lift's leaf up to the root, nearest first. */
export const ledgerProof = z.object({
  checkpoint,
  liftId: id,
  no: z.int(),
  hash: z.string(),
  index: z.int(),
  leaves: z.int(),
  path: z.array(z.string()),
});
/** `covered`: entries up to this number stand under the last checkpoint's signature. */
export const ledgerPage = z.object({
  entries: z.array(ledgerEntry),
  intact: z.boolean(),
  stages: z.array(recordedStage),
  covered: z.object({ no: z.int(), checkpointNo: z.int(), day: z.iso.date() }).nullable(),
});
/** Paging of the export: `after` is the header `x-next` of the page before. */
export const ledgerQuery = z.object({
  after: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(5_000),
});
