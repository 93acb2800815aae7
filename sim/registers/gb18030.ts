/** GB 18030 by the decoder that the runtime has: its two-byte part, in which all common Chinese lies. Others throw. */
let codes: ReadonlyMap<string, number> | undefined;

export function encodeGb18030(text: string): Uint8Array {
  codes ??= twoByteCodes();
  const bytes = Buffer.alloc(text.length * 2);
  let at = 0;
  for (const sign of text) {
    const ascii = sign.charCodeAt(0);
    if (ascii < 0x80) {
      at = bytes.writeUInt8(ascii, at);
      continue;
    }
    const code = codes.get(sign);
    if (code === undefined) throw new Error(`${sign} has no two bytes in GB 18030`);
    at = bytes.writeUInt16BE(code, at);
  }
  return bytes.subarray(0, at);
}

function twoByteCodes(): Map<string, number> {
  const decoder = new TextDecoder("gb18030");
  const found = new Map<string, number>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1)
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue;
      const sign = decoder.decode(Uint8Array.of(lead, trail));
      if ([...sign].length === 1 && sign !== "\ufffd" && !found.has(sign)) found.set(sign, lead * 256 + trail);
    }
  return found;
}
