/** A table that is to be written as a file: what XLSX and CSV have in common. */
export type TableColumn = {
  readonly header: string;
  /** In characters of the sheet's font; 14 when left out. XLSX only. */
  readonly width?: number;
  /** A code of digits is a `text`: as a number it would lose its zeros and its last digits. */
  readonly kind: "text" | "number" | "date";
};

/** A date is `YYYY-MM-DD` or `YYYY-MM-DDTHH:mm:ss`; null is an empty cell. What does not fit its column's kind is written as text. */
export type WrittenCell = string | number | boolean | null;

export type WrittenTable = {
  /** Name of the sheet; what Excel does not allow in one is left out. */
  readonly sheet: string;
  readonly columns: readonly TableColumn[];
  readonly rows: AsyncIterable<readonly WrittenCell[]> | Iterable<readonly WrittenCell[]>;
};
