/**
 * The hash chain of the audit. The sealer links rows in the order of their ids after their commit; each seal covers every
 * column of its row and the seal before it. Nothing is hashed while an act is done, so acts never wait for each other here.
 */
export type SealedColumns = {
  readonly id: number;
  /** ISO 8601, UTC, microseconds, as the database keeps it. */
  readonly at: string;
  readonly actorKind: string;
  readonly actorId: string;
  readonly actorName: string;
  readonly act: string;
  readonly target: string;
  readonly outcome: string;
  readonly detail: string | null;
  readonly address: string | null;
};
export type Seal = { readonly rowId: number; readonly previousHash: string; readonly hash: string };
export type AuditHead = { readonly no: number; readonly hash: string };

export const beforeFirstSeal: AuditHead = { no: 0, hash: "0".repeat(64) };

/** The text whose SHA-256 is the seal: a JSON array (ECMA-262, no spaces), so that nothing absent can pass for something empty. */
const sealedText = (row: SealedColumns, previousHash: string): string =>
  JSON.stringify([
    "sp-audit-1",
    row.id,
    row.at,
    row.actorKind,
    row.actorId,
    row.actorName,
    row.act,
    row.target,
    row.outcome,
    row.detail,
    row.address,
    previousHash,
  ]);

/** Seals rows that follow the head, in the order of their ids. */
export function sealRows(
  head: AuditHead,
  rows: readonly SealedColumns[],
  sha256: (text: string) => string,
): { readonly seals: readonly Seal[]; readonly head: AuditHead } {
  let last = head;
  const seals = rows.map((row) => {
    const seal = { rowId: row.id, previousHash: last.hash, hash: sha256(sealedText(row, last.hash)) };
    last = { no: row.id, hash: seal.hash };
    return seal;
  });
  return { seals, head: last };
}

/** A row with its seal; one of the two may be missing. */
export type AuditLine = { readonly row: SealedColumns | null; readonly seal: Seal | null };

export type AuditFault = {
  readonly rowId: number;
  /** changed: the row does not give its seal; removed: a seal without its row; inserted: a row among sealed ones that was never sealed; broken-link: rows before it were taken out with their seals; cut-short: the signed checkpoint knows later rows; other-row: not the row that the checkpoint signed. */
  readonly fault: "changed" | "removed" | "inserted" | "broken-link" | "out-of-order" | "cut-short" | "other-row";
};

export type AuditFollower = {
  readonly take: (line: AuditLine) => AuditFault | undefined;
  readonly end: () => AuditFault | undefined;
  readonly report: () => { readonly rows: number; readonly sealed: number; readonly head: AuditHead };
};

/** Follows rows and seals in the order of ids; `signed` is the end of the chain that the last checkpoint signed. */
export function followAudit(sha256: (text: string) => string, signed: AuditHead = beforeFirstSeal): AuditFollower {
  let head = beforeFirstSeal;
  let lastId = 0;
  let unsealed: number | undefined;
  let [rows, sealed] = [0, 0];
  const take = ({ row, seal }: AuditLine): AuditFault | undefined => {
    const rowId = row?.id ?? seal?.rowId ?? 0;
    const fault = (what: AuditFault["fault"]): AuditFault => ({ rowId, fault: what });
    if (rowId <= lastId || (row !== null && seal !== null && row.id !== seal.rowId)) return fault("out-of-order");
    lastId = rowId;
    if (row !== null) rows += 1;
    if (seal === null) {
      unsealed ??= rowId;
      return undefined;
    }
    if (unsealed !== undefined) return { rowId: unsealed, fault: "inserted" };
    if (row === null) return fault("removed");
    if (sha256(sealedText(row, seal.previousHash)) !== seal.hash) return fault("changed");
    if (seal.previousHash !== head.hash) return fault("broken-link");
    head = { no: rowId, hash: seal.hash };
    sealed += 1;
    return rowId === signed.no && seal.hash !== signed.hash ? fault("other-row") : undefined;
  };
  const end = (): AuditFault | undefined => {
    if (unsealed !== undefined && unsealed <= signed.no) return { rowId: unsealed, fault: "inserted" };
    return head.no < signed.no ? { rowId: signed.no, fault: "cut-short" } : undefined;
  };
  return { take, end, report: () => ({ rows, sealed, head }) };
}
