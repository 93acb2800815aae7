import { open, rename } from "node:fs/promises";
import { CommandError, type Connection } from "./connection.ts";
import type { LedgerReport } from "./ledger-verify.ts";

/** The running platform's ledgers as an export, page by page. */
export async function* ledgerPages(connection: Connection): AsyncGenerator<string> {
  for (let after: string | null = ""; after !== null; ) {
    const page = await connection.page(
      `/api/v1/ledger/export${after === "" ? "" : `?after=${encodeURIComponent(after)}`}`,
    );
    yield page.text;
    after = page.next;
  }
}

/** Writes all ledgers into a file that others can verify; it appears only when it is whole. Returns the number of entries. */
export async function exportLedger(connection: Connection, file: string): Promise<number> {
  let entries = 0;
  await writeWhole(file, async (write) => {
    for await (const page of ledgerPages(connection)) {
      await write(page);
      entries += page.match(/^\{"liftId":/gm)?.length ?? 0;
    }
  });
  return entries;
}

/** Writes a file under another name first, so that a half one is never taken for a whole one. */
export async function writeWhole(
  file: string,
  fill: (write: (text: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const draft = `${file}.${process.pid}`;
  const out = await open(draft, "w").catch(() => {
    throw new CommandError(`${file} 写不了。 ${file} cannot be written.`);
  });
  try {
    await fill((text) => out.writeFile(text));
    await out.sync();
  } finally {
    await out.close();
  }
  await rename(draft, file);
}

const ofEntry = {
  "missing-before": "之前的记录缺失或顺序不对 entries before it are missing, or it stands out of order",
  "broken-link": "与前一条记录不衔接 it does not follow the entry before it",
  changed: "内容在写入后被改动 its contents were changed after it was written",
  malformed: "字段不成形 its fields have not the shape of an entry",
  "out-of-order": "电梯的顺序不对 the lifts do not stand in the order of their ids",
  "other-entry": "不是检查点签名时的那条记录 it is not the entry that the checkpoint signed",
  "cut-short": "之后的记录被截去，检查点记得更多 entries after it were cut off, the checkpoint knows more",
  "lift-missing": "整台电梯的记录都没有了，检查点有它 all its entries are gone, the checkpoint knows it",
} as const;
const ofCheckpoint = {
  changed: "内容被改动 it was changed",
  "missing-before": "之前的检查点缺失 one before it is missing",
  "broken-link": "与前一个检查点不衔接 it does not follow the one before it",
  "unknown-key": "签名的密钥不是所给的公钥 it was signed by another key than the one given",
  "bad-signature": "签名不对 its signature is wrong",
  "wrong-root": "各台账的末端与签名不符 the ends of the chains are not those that were signed",
  "wrong-counts": "电梯或记录的数目不符 lifts or entries are not as many as were signed",
} as const;
const ofLine = {
  unreadable: "读不懂 cannot be read",
  "no-header": "不是台账导出文件 this is not an export of ledgers",
  "file-cut-short": "文件不完整 the file ends before its end",
  "checkpoint-missing": "所依据的检查点不在文件中 the checkpoint that it goes by is not in the file",
} as const;

export function printLedgerReport(report: LedgerReport): string[] {
  const { entries, lifts, newer, fault, lastCheckpoint: last } = report;
  if (fault !== null) return [faultLine(report), `${entries} entries of ${lifts} lifts before it fit`];
  const lines = [`${entries} entries of ${lifts} lifts, all chains fit`];
  if (last === null)
    return [...lines, "还没有检查点 no checkpoint yet: that nothing was cut off at the end is not proved"];
  lines.push(`检查点 checkpoint ${last.no}, ${last.day} (made ${last.at}), key ${last.keyId}`);
  if (newer > 0) lines.push(`${newer} 条比检查点新 entries are newer than the last checkpoint`);
  if (!report.complete)
    lines.push(
      "只含一部分电梯 this export holds a part of the register: its ends cannot be held against the signed root",
    );
  if (!report.keyGiven)
    lines.push(
      "公钥取自文件本身，请与公布的公钥核对 the key is the file's own: compare its id with the one published, or give --public-key",
    );
  return lines;
}

function faultLine({ fault }: LedgerReport): string {
  if (fault === null) return "";
  if ("line" in fault) return `第 ${fault.line} 行 line ${fault.line}: ${ofLine[fault.fault]}`;
  if ("checkpointNo" in fault)
    return `检查点 ${fault.checkpointNo} checkpoint ${fault.checkpointNo}: ${ofCheckpoint[fault.fault]}`;
  return `电梯 lift ${fault.liftId}, 第 ${fault.no} 条 entry ${fault.no}: ${ofEntry[fault.fault]}`;
}
