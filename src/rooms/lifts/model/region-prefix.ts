/**
 * The digits with which every region inside this one begins (GB/T 2260): `330100` → `3301`, the nation → ``.
 * Says the same as the kernel's `regionHolds`, in a form that a database can compare.
 */
export function regionPrefix(code: string): string {
  if (code === "100000") return "";
  if (code.endsWith("0000")) return code.slice(0, 2);
  return code.length === 6 && code.endsWith("00") ? code.slice(0, 4) : code;
}
