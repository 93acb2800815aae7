/** Codes in the forms of the real ones, made so that none of them can be a real one: their region digits begin with 99. */

const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

const region = "91990100";
const regionSum = sumOf(region, 0);

/** 统一社会信用代码 with a right check character (GB 32100-2015). `no` up to nine digits. */
export function creditCode(no: number): string {
  const digits = String(no).padStart(9, "0");
  return region + digits + creditAlphabet.charAt((31 - ((regionSum + sumOf(digits, region.length)) % 31)) % 31);
}

/** Of digits, which are their own values in the alphabet. */
function sumOf(digits: string, from: number): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) sum += (digits.charCodeAt(i) - 48) * (creditWeights[from + i] ?? 0);
  return sum;
}

/** A code around a running number of so many places. */
export type CodeForm = { readonly before: string; readonly places: number; readonly after: string };

/** 注册代码: class (4) + region (6) + year and month (6) + number (4). */
export const registerCodes = (of: {
  readonly kind: string;
  readonly region: string;
  readonly year: number;
  readonly month: number;
}): CodeForm => ({
  before: `${of.kind}${of.region}${of.year}${String(of.month).padStart(2, "0")}`,
  places: 4,
  after: "",
});

/** 设备代码: kind (4) + maker: region (2) and number (3) + year (4) + number (5). */
export const deviceCodes = (kind: string, maker: number, year: number): CodeForm => ({
  before: `${kind}99${String(maker).padStart(3, "0")}${year}`,
  places: 5,
  after: "",
});

/** Six digits, each once, in no visible order: 7919 and 900,000 have no common factor. From 900,000 lifts on those with a nought before, from a million on seven digits, counted. */
export const rescueCode = (index: number, turn: number): string =>
  index < 900_000
    ? String(100_000 + ((index * 7919 + turn) % 900_000))
    : index < 1_000_000
      ? String(index - 900_000).padStart(6, "0")
      : String(index);

/** 使用登记证编号, of a province and an office that do not exist: 梯 + kind (2) + 示 + letter + number (5) + (year). */
export const useRegistrationNos = (kind: string, office: string, year: number): CodeForm => ({
  before: `梯${kind.slice(1, 3)}示${office}`,
  places: 5,
  after: `(${String(year).slice(2)})`,
});

/** No area code begins with 000: such a number cannot be dialled. */
export const phone = (series: number, no: number): string =>
  `000-${String(series).padStart(4, "0")}-${String(no).padStart(4, "0")}`;
