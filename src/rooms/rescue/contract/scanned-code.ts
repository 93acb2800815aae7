/** What a lift's QR code names: its rescue code, and the long token that only the code in the car carries. */
export type ScannedCode = { readonly code: string; readonly token: string | null };

/** Reads `…/s/<rescueCode>?t=<token>`, whatever host printed it; null where it is something else. */
export function scannedCode(text: string): ScannedCode | null {
  const found = /\/s\/([^/?#\s]{1,60})(?:\?([^#\s]*))?/.exec(text.trim());
  if (found === null) return null;
  try {
    const code = decodeURIComponent(found[1] ?? "");
    const token = new URLSearchParams(found[2] ?? "").get("t");
    return { code, token: token === "" ? null : token };
  } catch {
    return null;
  }
}

/** As people type it: spaces and dashes are not part of a code. */
export const sameCode = (typed: string, code: string): boolean => plain(typed) === plain(code) && plain(code) !== "";
const plain = (code: string): string => code.replace(/[\s-]/g, "").toUpperCase();
