/**
 * The codes by which registers and devices name a lift, best first:
 * - `register`: 注册代码, 20 digits: 4 kind + 6 region (GB/T 2260) + 6 year and month of registration + 4 running number;
 * - `device`: 设备代码, 18 places: 4 kind + 2 region and 3 licence of the maker + 4 year made + 5 running number, which takes
 *   letters beyond 99999;
 * - `maker-serial`: before it is registered, the maker's 18-place credit code (统一社会信用代码), a hyphen, the serial number.
 */
export type RegisterCode = { readonly kind: "register" | "device" | "maker-serial"; readonly code: string };

const register = /^3\d{3}[1-9]\d{5}(19[5-9]\d|20\d\d)(0[1-9]|1[0-2])(?!0000)\d{4}$/;
const device = /^3\d{3}\d{2}[0-9A-Z]{3}(19[5-9]\d|20\d\d)[0-9A-Z]{5}$/;
const creditCode = /^[0-9A-HJ-NPQRTUWXY]{18}$/;
const serialNumber = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$/;

/** Undefined when the text is none of the three. A public rescue code never is. */
export function parseRegisterCode(text: string): RegisterCode | undefined {
  if (register.test(text)) return { kind: "register", code: text };
  if (device.test(text)) return { kind: "device", code: text };
  const maker = text.slice(0, 18);
  if (text[18] !== "-" || !creditCode.test(maker) || !serialNumber.test(text.slice(19))) return undefined;
  return { kind: "maker-serial", code: text };
}

/** The code of a lift that is not registered yet; undefined when maker or serial number have not their shape. */
export const makerSerialCode = (maker: string, serial: string): RegisterCode | undefined =>
  parseRegisterCode(`${maker}-${serial}`);

/** The region (GB/T 2260) that a 注册代码 was given in. */
export const regionOfRegisterCode = ({ kind, code }: RegisterCode): string | undefined =>
  kind === "register" ? code.slice(4, 10) : undefined;
