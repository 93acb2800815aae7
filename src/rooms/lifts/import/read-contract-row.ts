import type { RowReading } from "../../../platform/imports/import-form.ts";
import { comparable } from "../../../platform/imports/tidy-text.ts";
import type { PartyRole } from "../contract.ts";
import { tidyUseRegistrationNo } from "../model/use-registration.ts";
import { contractImportForm, roleWords } from "./contract-import-form.ts";
import type { RegionBook } from "./region-book.ts";
import { RowCells } from "./row-cells.ts";

/** A contract as a row tells it; what the row leaves out is undefined and stays as it is. Days are `YYYY-MM-DD`. */
export type ContractRow = {
  /** Empty: all lifts of the compound. */
  readonly liftCode: string;
  readonly compound: string;
  readonly regionCode: string | undefined;
  readonly role: PartyRole;
  readonly organisation: string;
  readonly organisationCode: string;
  readonly from: string;
  readonly to: string | null;
  readonly paper: string | undefined;
  readonly dutyPhone: string | undefined;
  readonly officer: string | undefined;
  readonly officerPhone: string | undefined;
};

const at: Readonly<Record<string, number>> = Object.fromEntries(
  contractImportForm.fields.map(({ name }, i) => [name, i]),
);
const otherRoles: Readonly<Record<string, PartyRole>> = {
  产权单位: "owner",
  业主: "owner",
  使用管理单位: "use-unit",
  物业: "use-unit",
  物业公司: "use-unit",
  物业合同: "use-unit",
  维保: "maintenance",
  维保合同: "maintenance",
  维护保养: "maintenance",
  维护保养单位: "maintenance",
  维保公司: "maintenance",
  制造: "maker",
  制造商: "maker",
  安装: "installer",
};
const roles = new Map<string, PartyRole>([
  ...Object.entries(roleWords).flatMap(([role, { zh, en }]) =>
    [role, zh, en].map((word) => [comparable(word), role as PartyRole] as const),
  ),
  ...Object.entries(otherRoles).map(([word, role]) => [comparable(word), role] as const),
]);
export const readRole = (word: string): PartyRole | undefined => roles.get(comparable(word));

const scientific = /^\d(\.\d+)?E\+?\d+$/;
const some = (text: string): string | undefined => (text === "" ? undefined : text);

export type ContractReading = { readonly regions: RegionBook; readonly latestFrom: string };

export function readContractRow(cells: readonly string[], reading: ContractReading): RowReading<ContractRow> {
  const row = new RowCells(cells, at);
  const liftCode = tidyUseRegistrationNo(row.code("lift_code"));
  const compound = row.text("compound", 80);
  if (scientific.test(liftCode)) row.refuse("lift_code", "CODE_SCIENTIFIC", { cell: liftCode });
  if (liftCode === "" && compound === "") row.refuse(null, "LIFT_NOT_NAMED");
  const role = readRole(row.word("role"));
  if (role === undefined) row.refuse("role", ...unknownWord(row.word("role"), "ROLE_UNKNOWN"));
  const organisation = row.text("organisation", 120);
  const organisationCode = row.code("organisation_code");
  if (organisation === "" && organisationCode === "") row.refuse("organisation", "CELL_EMPTY");
  const from = row.day("from");
  if (from === null && row.word("from") === "") row.refuse("from", "CELL_EMPTY");
  if (from !== null && from > reading.latestFrom) row.refuse("from", "FROM_TOO_FAR", { cell: from });
  const to = row.day("to");
  if (from !== null && to !== null && to < from) row.refuse("to", "ENDS_BEFORE_IT_BEGINS");
  const regionCode = readRegion(row, reading.regions);
  const more = {
    paper: some(row.text("paper", 120)),
    dutyPhone: row.phone("duty_phone") ?? undefined,
    officer: some(row.text("safety_officer", 40)),
    officerPhone: row.phone("safety_officer_phone") ?? undefined,
  };
  if (row.problems.length > 0 || role === undefined || from === null) return { ok: false, problems: row.problems };
  const told = { liftCode, compound, regionCode, role, organisation, organisationCode, from, to, ...more };
  return row.remarks.length === 0 ? { ok: true, row: told } : { ok: true, row: told, remarks: row.remarks };
}

const unknownWord = (cell: string, code: string): [string, { cell: string }] =>
  cell === "" ? ["CELL_EMPTY", { cell }] : [code, { cell: cell.slice(0, 40) }];

function readRegion(row: RowCells, regions: RegionBook): string | undefined {
  const cell = row.word("region");
  if (cell === "") return undefined;
  const code = regions.has(cell) ? cell : regions.byName(cell);
  if (code === undefined) row.refuse("region", "REGION_UNKNOWN", { cell: cell.slice(0, 40) });
  return code;
}
