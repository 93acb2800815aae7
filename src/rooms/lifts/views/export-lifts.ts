import type { Readable } from "node:stream";
import { sql } from "kysely";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Db } from "../../../platform/database/database.ts";
import { csvStream } from "../../../platform/files/csv-writer.ts";
import type { TableColumn, WrittenCell } from "../../../platform/files/written-table.ts";
import { xlsxStream } from "../../../platform/files/xlsx/xlsx-writer.ts";
import type { LiftExportQuery, LiftKind, LiftSector, OrderInForce, Registration, Service, Sign } from "../contract.ts";
import {
  kindNames,
  liftParameters,
  orderNames,
  registrationNames,
  sectorNames,
  serviceNames,
  signNames,
  toldParameters,
} from "../contract.ts";
import type { RegisterIndex } from "../register-index/register-index.ts";
import type { Look } from "./list-lifts.ts";

/** Rows of a sheet without its head. */
const xlsxRowsMax = 1_048_575;
const csvRowsMax = 5_000_000;
const rowsPerRead = 2_000;
const idBytes = 16;

type Row = {
  readonly registerCode: string;
  readonly deviceCode: string | null;
  readonly rescueCode: string | null;
  readonly useRegistrationNo: string | null;
  readonly kind: LiftKind;
  readonly site: string;
  readonly building: string;
  readonly unit: string;
  readonly liftNo: string;
  readonly address: string;
  readonly regionCode: string;
  readonly region: string;
  readonly community: string;
  readonly sector: LiftSector;
  readonly useUnit: string | null;
  readonly useUnitAddress: string | null;
  readonly useUnitPostcode: string | null;
  readonly maintenanceUnit: string | null;
  readonly registration: Registration;
  readonly order: OrderInForce;
  readonly service: Service;
  readonly sign: Sign;
  readonly inUseSince: string | null;
  readonly nextInspectionDue: string | null;
  readonly nextTestingDue: string | null;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly model: string | null;
  readonly ratedLoad: string | null;
  readonly ratedSpeed: string | null;
} & { readonly [Told in (typeof toldParameters)[number]]: string | null };
type Column = TableColumn & { readonly cell: (row: Row) => WrittenCell };
const text = (header: string, width: number, cell: (row: Row) => WrittenCell): Column => ({
  header,
  width,
  kind: "text",
  cell,
});
const date = (header: string, cell: (row: Row) => WrittenCell): Column => ({ header, width: 12, kind: "date", cell });
const number = (header: string, cell: (row: Row) => WrittenCell): Column => ({
  header,
  width: 12,
  kind: "number",
  cell,
});

/** No telephone numbers and no names of people: a file is passed on. */
const columns: readonly Column[] = [
  text("注册代码", 24, (row) => row.registerCode),
  text("设备代码", 22, (row) => row.deviceCode),
  text("救援识别码", 12, (row) => row.rescueCode),
  text("使用登记证编号", 20, (row) => row.useRegistrationNo),
  text("设备品种", 18, (row) => kindNames[row.kind].zh),
  text("小区或场所", 24, (row) => row.site),
  text("楼栋", 10, (row) => row.building),
  text("单元", 10, (row) => row.unit),
  text("梯号", 10, (row) => row.liftNo),
  text("地址", 30, (row) => row.address),
  text("行政区划", 14, (row) => row.region),
  text("区划代码", 12, (row) => row.regionCode),
  text("社区", 14, (row) => row.community),
  text("适用场所", 12, (row) => sectorNames[row.sector].zh),
  text("使用单位", 26, (row) => row.useUnit),
  text("使用单位地址", 30, (row) => row.useUnitAddress),
  text("使用单位邮编", 12, (row) => row.useUnitPostcode),
  text("维保单位", 26, (row) => row.maintenanceUnit),
  text("登记状态", 12, (row) => registrationNames[row.registration].zh),
  text("监察指令", 12, (row) => orderNames[row.order].zh),
  text("运行状态", 12, (row) => serviceNames[row.service].zh),
  text("标识牌", 12, (row) => signNames[row.sign].zh),
  date("投用日期", (row) => row.inUseSince),
  date("下次检验日期", (row) => row.nextInspectionDue),
  date("下次检测日期", (row) => row.nextTestingDue),
  number("纬度", (row) => row.lat),
  number("经度", (row) => row.lon),
  text("型号规格", 16, (row) => row.model),
  number("额定载重量(kg)", (row) => row.ratedLoad),
  number("额定速度(m/s)", (row) => row.ratedSpeed),
  // As the register told it.
  ...toldParameters.map((name) => text(liftParameters[name].zh, 18, (row) => row[name])),
];

const toldColumns = sql.raw(toldParameters.map((name) => `l.parameters ->> '${name}' as "${name}"`).join(", "));

export type LiftExport = { readonly lifts: number; readonly stream: Readable; readonly type: string };

/**
 * The filtered lifts in their order as a file that is made while it is sent: which ones is settled now, what they are is read in
 * batches. Refused: LIFTS_TOO_MANY (XLSX ends at 1,048,576 rows), LIFTS_INDEX_LOADING.
 */
export async function exportLifts(
  { db, index }: { readonly db: Db; readonly index: RegisterIndex },
  look: Look,
  query: LiftExportQuery,
): Promise<Result<LiftExport>> {
  const { format, sort, descending, ...filter } = query;
  const max = format === "xlsx" ? xlsxRowsMax : csvRowsMax;
  const ids = await index.ask("ids", { ...look, filter, sort, descending, max: max + 1 });
  if (!ids.ok) return ids;
  const lifts = ids.value.length / idBytes;
  if (lifts > max) return refuse("LIFTS_TOO_MANY", { max });
  const table = { columns, rows: cellsOf(db, ids.value) };
  return format === "xlsx"
    ? ok({ lifts, stream: xlsxStream({ ...table, sheet: "电梯台账" }), type: xlsxType })
    : ok({ lifts, stream: csvStream(table), type: "text/csv; charset=utf-8" });
}

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async function* cellsOf(db: Db, ids: Uint8Array): AsyncGenerator<WrittenCell[]> {
  const bytesPerRead = rowsPerRead * idBytes;
  for (let at = 0; at < ids.length; at += bytesPerRead) {
    const rows = await rowsOf(db, idTexts(ids.subarray(at, at + bytesPerRead)));
    for (const row of rows) yield columns.map(({ cell }) => cell(row));
  }
}

function idTexts(bytes: Uint8Array): string[] {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
  return Array.from({ length: bytes.length / idBytes }, (_, i) => hex.slice(i * 32, i * 32 + 32));
}

async function rowsOf(db: Db, ids: readonly string[]): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select v.register_code as "registerCode", v.device_code as "deviceCode", v.rescue_code as "rescueCode",
      l.use_registration_no as "useRegistrationNo", v.kind, v.compound as site, v.building, v.unit, v.lift_no as "liftNo",
      v.address, v.region_code as "regionCode", r.name as region, v.community, v.sector, v.use_unit as "useUnit", u.address as "useUnitAddress", u.postcode as "useUnitPostcode",
      v.maintenance_unit as "maintenanceUnit", v.registration, v.order_in_force as "order", v.service, l.sign,
      v.in_use_since::text as "inUseSince", v.next_inspection_due::text as "nextInspectionDue",
      v.next_testing_due::text as "nextTestingDue", v.lat, v.lon, l.parameters ->> 'model' as model,
      l.parameters ->> 'ratedLoad' as "ratedLoad", l.parameters ->> 'ratedSpeed' as "ratedSpeed",
      ${toldColumns}
    from unnest(${ids}::uuid[]) with ordinality as wanted (id, place)
    join lifts.v_lift v on v.id = wanted.id
    join lifts.lift l on l.id = wanted.id
    join identity.v_region r on r.code = v.region_code
    left join identity.v_organisation u on u.id = v.use_unit_id
    order by wanted.place`.execute(db);
  return rows;
}
