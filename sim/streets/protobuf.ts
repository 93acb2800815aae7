/** The little of protocol buffers that an OSM extract needs: fields of bytes and whole numbers, packed lists. */
export type Field = Uint8Array;

/** A whole number of any size that JavaScript holds exactly, not negative. */
function varint(value: number): Field {
  const bytes: number[] = [];
  pushVarint(bytes, value);
  return Uint8Array.from(bytes);
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

/** Small numbers of either sign as small numbers: 0, -1, 1, -2 … become 0, 1, 2, 3 … */
const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);

export const numberField = (field: number, value: number): Field => joined([varint(field * 8), varint(value)]);

export const bytesField = (field: number, content: Uint8Array): Field =>
  joined([varint(field * 8 + 2), varint(content.length), content]);

export const textField = (field: number, text: string): Field => bytesField(field, Buffer.from(text, "utf8"));

export const packedField = (field: number, values: Iterable<number>): Field => {
  const bytes: number[] = [];
  for (const value of values) pushVarint(bytes, value);
  return bytesField(field, Uint8Array.from(bytes));
};

/** Each value as its difference from the one before, signed. */
export const packedDeltaField = (field: number, values: Iterable<number>): Field => {
  const bytes: number[] = [];
  let before = 0;
  for (const value of values) {
    pushVarint(bytes, zigzag(value - before));
    before = value;
  }
  return bytesField(field, Uint8Array.from(bytes));
};

export const joined = (parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);
