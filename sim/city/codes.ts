/** Codes in the forms of the real ones, made so that none of them can be a real one: their region digits begin with 99. */

const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** 统一社会信用代码 with a right check character (GB 32100-2015). `no` up to nine digits. */
export function creditCode(no: number): string {
  const body = `91990100${String(no).padStart(9, "0")}`;
  const sum = creditWeights.reduce((total, weight, i) => total + weight * creditAlphabet.indexOf(body.charAt(i)), 0);
  return body + creditAlphabet.charAt((31 - (sum % 31)) % 31);
}

/** 注册代码: class (4) + region (6) + year and month (6) + number (4). */
export const registerCode = (
  { kind, region, no }: { readonly kind: string; readonly region: string; readonly no: number },
  year: number,
  month: number,
): string => `${kind}${region}${year}${String(month).padStart(2, "0")}${String(no).padStart(4, "0")}`;

/** 设备代码: kind (4) + maker: region (2) and number (3) + year (4) + number (5). */
export const deviceCode = (kind: string, maker: number, year: number, no: number): string =>
  `${kind}99${String(maker).padStart(3, "0")}${year}${String(no).padStart(5, "0")}`;

/** Six digits, each once, in no visible order: 7919 and 900,000 have no common factor. */
export const rescueCode = (index: number, turn: number): string => String(100_000 + ((index * 7919 + turn) % 900_000));

/** No area code begins with 000: such a number cannot be dialled. */
export const phone = (series: number, no: number): string =>
  `000-${String(series).padStart(4, "0")}-${String(no).padStart(4, "0")}`;
