import type { Refusal } from "../../kernel/result.ts";
import type { RefusalTexts } from "../http/route.ts";

/** A table of rows out of a file that somebody brought, CSV or XLSX, read as a stream: shapes, limits and refusals. */
export type TableKind = "csv" | "xlsx";

/** What a CSV file may be written in. Big5, windows-1252 and UTF-16 without a mark are never guessed, only taken as an override. */
export type TableEncoding = "utf-8" | "gb18030" | "big5" | "windows-1252" | "utf-16le" | "utf-16be";

/**
 * What is to be known about a cell beyond its text.
 * - `formula`: the text is what the program that saved the file had computed; empty where it had not.
 * - `error`: an Excel error such as `#N/A`; the text is that word.
 * - `precision`: a number of more than 15 digits, or in CSV one like 3.11E+19. Excel keeps no more, so the last digits of
 *   such a code may be wrong.
 * - `merged`: the cell lies in a merged area, and its text is that of the area's first cell.
 * - `damaged`: some bytes are no text in the file's encoding; U+FFFD stands for them.
 */
export type CellFlag = "formula" | "error" | "precision" | "merged" | "damaged";
export type FlaggedCell = { readonly column: number; readonly flag: CellFlag };

/**
 * `row` counts from 1 as a spreadsheet shows it: the head and empty rows count; empty rows are not delivered. `cells` are
 * trimmed. In CSV they are as many as the record has; in XLSX they end with the last cell that holds something. Columns
 * count from 0. `flags` is absent where there is nothing to say.
 * Texts may be slices of a larger block of the file: whoever keeps a few of many for long copies them.
 */
export type TableRow = {
  readonly row: number;
  readonly cells: readonly string[];
  readonly flags?: readonly FlaggedCell[];
};

export type TableSheet = {
  readonly name: string;
  readonly hidden: boolean;
  /** A guess for progress bars: by length of the first records (CSV) or by what the file claims (XLSX). */
  readonly rowsEstimate?: number;
};

export type RowsOptions = {
  /** First row to deliver (as `TableRow.row`); those before are read and thrown away. For going on after a break. */
  readonly skipTo?: number;
  /** Rows in one batch; 1,000 when left out. The last batch, and one before a fault, may be shorter. */
  readonly batchRows?: number;
};

export type TableFile = {
  readonly kind: TableKind;
  /** CSV only. */
  readonly encoding?: TableEncoding;
  /** CSV only. */
  readonly separator?: string;
  /** In the order of the file, hidden ones too; CSV has one, named "". */
  readonly sheets: readonly TableSheet[];
  /**
   * Batches of rows. May be called again, also for another sheet: each call reads anew from the start.
   * @throws TableFault in mid-file, after every row before the fault has been delivered.
   */
  readonly rows: (sheetIndex: number, options?: RowsOptions) => AsyncIterable<readonly TableRow[]>;
  /** Of the latest `rows` call; for XLSX compressed bytes of the sheet. */
  readonly bytesRead: () => number;
  readonly bytesTotal: () => number;
  readonly close: () => Promise<void>;
};

export type OpenTableOptions = {
  /** Overrides the guess (CSV). */
  readonly encoding?: TableEncoding;
  /** Overrides the guess (CSV): "," ";" tab or another single character. */
  readonly separator?: string;
};

/** The file cannot be read any further. The refusal has one of the codes of `tableRefusals`; `row` is the last one read. */
export class TableFault extends Error {
  readonly refusal: Refusal;
  constructor(code: string, params?: Refusal["params"]) {
    super(code);
    this.refusal = params === undefined ? { code } : { code, params };
  }
}

export const tableLimits = {
  columns: 512,
  /** Excel's own limit. */
  cellCharacters: 32_767,
  recordCharacters: 1 << 20,
  xlsxRows: 1_048_576,
  zipEntries: 10_000,
  /** A part of the package, inflated. */
  partBytes: 4 * 2 ** 30,
  /** Parts that are held in memory while they are read: styles, names of sheets. */
  smallPartBytes: 64 * 2 ** 20,
  /** Inflated to deflated; looked at from `ratioFromBytes` on. Real sheets stay below 100, bombs are near 1,000. */
  ratio: 300,
  ratioFromBytes: 32 * 2 ** 20,
  sharedTexts: 8_000_000,
  sharedTextBytes: 256 * 2 ** 20,
  merges: 200_000,
} as const;

/** Words for what a file, as a whole or from some row on, is refused for. */
export const tableRefusals: RefusalTexts = {
  TABLE_EMPTY: { status: 422, zh: "文件是空的。", en: "The file is empty." },
  TABLE_KIND_UNKNOWN: {
    status: 422,
    zh: "这不是 CSV 或 XLSX 表格（看内容像是：{found}）。请另存为 .xlsx 或 .csv 再上传。",
    en: "This is neither a CSV nor an XLSX table (by its content: {found}). Save it as .xlsx or .csv and upload again.",
  },
  TABLE_OLD_XLS: {
    status: 422,
    zh: "这是旧版 .xls 文件，或者文件设有打开密码。请在表格软件中取消密码，另存为 .xlsx 再上传。",
    en: "This is an old .xls file, or the file has a password. Remove the password, save it as .xlsx and upload again.",
  },
  TABLE_NOT_XLSX: {
    status: 422,
    zh: "这个压缩包里没有 XLSX 工作簿（{found}）。请上传 .xlsx 或 .csv。",
    en: "There is no XLSX workbook in this archive ({found}). Upload .xlsx or .csv.",
  },
  TABLE_ZIP_BOMB: {
    status: 422,
    zh: "文件展开后过大，或压缩比异常（{detail}），已拒绝。",
    en: "The file is too large once unpacked, or packed beyond belief ({detail}); refused.",
  },
  TABLE_XML_FORBIDDEN: {
    status: 422,
    zh: "文件的 XML 里有文档类型或实体声明，已拒绝。",
    en: "The XML in the file declares a document type or entities; refused.",
  },
  TABLE_TOO_MANY_TEXTS: {
    status: 422,
    zh: "工作簿的文字太多。请另存为 CSV 再上传。",
    en: "The workbook holds too many texts. Save it as CSV and upload again.",
  },
  TABLE_TOO_MANY_COLUMNS: {
    status: 422,
    zh: "第 {row} 行超过 {max} 列。请删去多余的列，或检查分隔符。",
    en: "Row {row} has more than {max} columns. Remove columns, or check the separator.",
  },
  TABLE_CELL_TOO_LONG: {
    status: 422,
    zh: "第 {row} 行第 {column} 列超过 {max} 个字符。可能是引号没有成对。",
    en: "Row {row}, column {column} is longer than {max} characters. A quotation mark may not be closed.",
  },
  TABLE_RECORD_TOO_LONG: {
    status: 422,
    zh: "第 {row} 行过长（超过 {max} 个字符）。可能是引号没有成对。",
    en: "Row {row} is too long (more than {max} characters). A quotation mark may not be closed.",
  },
  TABLE_QUOTE_OPEN: {
    status: 422,
    zh: "从第 {row} 行开始的引号到文件末尾没有关闭。文件可能不完整。",
    en: "A quotation mark opened in row {row} is not closed before the end of the file. The file may be cut off.",
  },
  TABLE_NUL: {
    status: 422,
    zh: "第 {row} 行附近有空字节（NUL）。文件已损坏，或者不是文本。",
    en: "There are NUL bytes near row {row}. The file is damaged, or is no text.",
  },
  TABLE_ENCODING_UNKNOWN: {
    status: 422,
    zh: "无法识别文件的文字编码（不是 UTF-8，也不是 GB18030）。请选择编码，或另存为 UTF-8。",
    en: "The encoding of the file is not recognised (neither UTF-8 nor GB18030). Choose one, or save it as UTF-8.",
  },
  TABLE_DAMAGED: {
    status: 422,
    zh: "文件已损坏或不完整，只能读到第 {row} 行：{detail}",
    en: "The file is damaged or cut off; it can be read up to row {row}: {detail}",
  },
};
