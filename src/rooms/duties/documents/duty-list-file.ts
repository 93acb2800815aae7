import type { Readable } from "node:stream";
import { docxStream } from "../../../platform/files/docx/docx-writer.ts";
import type { TableColumn } from "../../../platform/files/written-table.ts";
import { xlsxStream } from "../../../platform/files/xlsx/xlsx-writer.ts";
import type { DutyListRow } from "../contract/board.ts";

type Column = {
  readonly header: string;
  readonly width: number;
  readonly cell: (row: DutyListRow, no: number) => string;
};

const columns: readonly Column[] = [
  { header: "序号", width: 5, cell: (_, no) => String(no) },
  { header: "责任事项", width: 40, cell: ({ heading, text }) => (heading === null ? text : `${heading}\n${text}`) },
  { header: "依据", width: 20, cell: ({ document, documentNumber }) => `《${document}》${documentNumber ?? ""}` },
  { header: "牵头单位", width: 13, cell: ({ lead }) => lead.join("、") },
  { header: "责任单位", width: 13, cell: ({ joint }) => joint.join("、") },
  { header: "配合单位", width: 15, cell: ({ support }) => support.join("、") },
  { header: "落实单位", width: 16, cell: ({ owners }) => owners.join("、") },
  { header: "目标", width: 10, cell: ({ target }) => target },
  { header: "时限与周期", width: 14, cell: ({ when }) => when },
  { header: "下次到期", width: 11, cell: ({ nextDueOn }) => nextDueOn ?? "" },
  {
    header: "状态",
    width: 8,
    cell: ({ alive, overdue }) => (overdue > 0 ? `逾期 ${overdue}` : alive ? "在办" : "未生效"),
  },
];

const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** 权责清单 as a file for the office: XLSX to sort, DOCX to print and sign. */
export function writeDutyList(
  rows: readonly DutyListRow[],
  { format, today }: { readonly format: "xlsx" | "docx"; readonly today: string },
): { readonly bytes: Readable; readonly type: string } {
  const cells = rows.map((row, i) => columns.map(({ cell }) => cell(row, i + 1)));
  if (format === "xlsx") {
    const sheet = columns.map(({ header, width }): TableColumn => ({ header, width, kind: "text" }));
    return { bytes: xlsxStream({ sheet: "权责清单", columns: sheet, rows: cells }), type: xlsxType };
  }
  const subtitle = `共 ${rows.length} 项，截至 ${today}`;
  return {
    bytes: docxStream({ title: "电梯安全权责清单", subtitle, sections: [{ table: { columns, rows: cells } }] }),
    type: docxType,
  };
}
