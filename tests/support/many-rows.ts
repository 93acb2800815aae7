/** A register of many lifts with codes that are right, 40 to a compound, 900 to a use unit. */
export function manyRows(rows: number, last?: string): string {
  const lines = ["注册代码,设备品种,小区名称,使用地点,使用单位名称"];
  for (let n = 0; n < rows; n += 1) {
    const block = Math.floor(n / 12);
    const month = String((n % 12) + 1).padStart(2, "0");
    const year = String(Math.floor(block / 9_999) + 10).padStart(3, "0");
    const code = `31109901002${year}${month}${String((block % 9_999) + 1).padStart(4, "0")}`;
    lines.push(`${code},3110,小区${Math.floor(n / 40)},路 ${Math.floor(n / 400)} 号,物业${Math.floor(n / 900)}`);
  }
  if (last !== undefined) lines.push(last);
  return `${lines.join("\n")}\n`;
}
