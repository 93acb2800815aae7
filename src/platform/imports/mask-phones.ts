import type { ImportMapping, ImportReportFile } from "./import-contract.ts";
import type { ImportField } from "./import-form.ts";

type Mask = (phone: string) => string;
type Fields = readonly ImportField[];

/** A mobile or a landline number, wherever it stands in a text. */
const phoneInText = /(?<!\d)(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8})(?!\d)/g;
/** Where telephones belong, every longer run of digits is taken for one: a refused one may have a digit too many. */
const digitsInPhoneCell = /\d[\d -]{3,}\d/g;

const isPhone = (fields: Fields, name: string | null): boolean =>
  fields.some((field) => field.name === name && field.looks === "phone");

/** Whether the file of a mapping has columns of telephones. */
export const mapsPhones = (mapping: ImportMapping | null, fields: Fields): boolean =>
  mapping?.columns.some(({ field }) => isPhone(fields, field)) ?? false;

/** Masks telephones in one cell, or in a text about it; `field`: what the cell is for. */
export const maskCell = (text: string, field: string | null, { fields, mask }: { fields: Fields; mask: Mask }) =>
  text.replace(isPhone(fields, field) ? digitsInPhoneCell : phoneInText, mask);

/** Which field each column is, in the order of the heads. */
export function fieldsOfHeads(heads: readonly string[], mapping: ImportMapping | null): (string | null)[] {
  const seen = new Map<string, number>();
  return heads.map((head) => {
    const nth = seen.get(head) ?? 0;
    seen.set(head, nth + 1);
    return mapping?.columns.find((column) => column.head === head && column.nth === nth)?.field ?? null;
  });
}

/** A report without whole telephones. */
export function maskReport(report: ImportReportFile, how: { fields: Fields; mask: Mask }): ImportReportFile {
  return {
    ...report,
    leftOut: report.leftOut.map((row) => ({ ...row, text: maskCell(row.text, null, how) })),
    columns: report.columns.map((column) => {
      const masked = (text: string): string => maskCell(text, column.field, how);
      return {
        ...column,
        samples: column.samples.map(masked),
        problems: column.problems.map((problem) => ({
          ...problem,
          zh: masked(problem.zh),
          en: masked(problem.en),
          examples: problem.examples.map(({ row, cell }) => ({ row, cell: masked(cell) })),
        })),
      };
    }),
  };
}
