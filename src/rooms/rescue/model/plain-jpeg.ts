/**
 * A JPEG without what tells of who took it and where: every application segment but JFIF's (EXIF with place and phone, XMP, colour
 * tables) and every comment is left out. Undefined: it is none, or cut off. The picture itself is not looked into.
 */
export function plainJpeg(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  for (let at = 2; at + 4 <= bytes.length; ) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || marker === 0xff || marker < 0xc0) return undefined;
    // From the scan on it is the picture, up to the end.
    if (marker === 0xda) return isWhole(bytes) ? joined([...kept, bytes.subarray(at)]) : undefined;
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (length < 2 || at + 2 + length > bytes.length) return undefined;
    const tells = (marker > 0xe0 && marker <= 0xef) || marker === 0xfe;
    if (!tells) kept.push(bytes.subarray(at, at + 2 + length));
    at += 2 + length;
  }
  return undefined;
}

const isWhole = (bytes: Uint8Array): boolean => bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9;

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
