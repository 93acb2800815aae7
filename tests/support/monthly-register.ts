/** A register as a city's office sends it every month, with positions: some lifts of one compound. */
export const monthlyHead =
  "设备注册代码,设备品种,小区名称,楼栋,使用地点,所在区县,投用日期,使用单位名称,维保单位名称,额定载重量(kg),经度,纬度";

export const monthlyCode = (n: number, region = "990101"): string => `3110${region}201906${String(n).padStart(4, "0")}`;

export type MonthlyCells = Partial<
  Record<"code" | "kind" | "region" | "since" | "load" | "useUnit" | "lon" | "lat" | "address", string>
>;
export const monthlyRow = (n: number, cells: MonthlyCells = {}): string =>
  [
    cells.code ?? monthlyCode(n),
    cells.kind ?? "曳引驱动乘客电梯",
    "湖畔小区",
    `${n}号楼`,
    cells.address ?? "湖畔路1号",
    cells.region ?? "东区",
    cells.since ?? "2019-3-5",
    cells.useUnit ?? "湖畔物业（甲）",
    "平层维保公司",
    cells.load ?? "1000",
    cells.lon ?? "90.1",
    cells.lat ?? "40.1",
  ].join(",");
export const monthlyCsv = (rows: readonly string[]): string => `${monthlyHead}\n${rows.join("\n")}\n`;
