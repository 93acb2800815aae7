/**
 * Ends of chains as they are kept beside a checkpoint, in parts of a power of two, so that the proof of one lift needs one
 * part and the roots of the others. A head is 52 bytes: the lift's id (16), the number of its last entry (4, big end
 * first), that entry's hash (32).
 */
export type ChainEnd = { readonly liftId: string; readonly no: number; readonly hash: string };

export const headsPerPart = 1_024;
const headBytes = 52;

export function packHeads(heads: readonly ChainEnd[]): Buffer {
  const bytes = Buffer.alloc(heads.length * headBytes);
  heads.forEach(({ liftId, no, hash }, i) => {
    const at = i * headBytes;
    bytes.write(liftId.replaceAll("-", ""), at, "hex");
    bytes.writeUInt32BE(no, at + 16);
    bytes.write(hash, at + 20, "hex");
  });
  return bytes;
}

export function unpackHeads(bytes: Uint8Array): ChainEnd[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(buffer.length / headBytes) }, (_, i) => {
    const at = i * headBytes;
    return {
      liftId: idOf(buffer.toString("hex", at, at + 16)),
      no: buffer.readUInt32BE(at + 16),
      hash: buffer.toString("hex", at + 20, at + 52),
    };
  });
}

const idOf = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
