import type { Hash64 } from "./import-form.ts";

const prime1 = 0x9e3779b1;
const prime2 = 0x85ebca77;
const separator = 0x1f;

const mixed = (h: number): number => {
  let x = h ^ (h >>> 16);
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  return x ^ (x >>> 16);
};

/**
 * 64 bits of a list of texts, as two signed halves; for knowing rows and codes again, not against an adversary. Two of four million
 * different ones agree with a chance of one in a million.
 */
export function hash64(texts: readonly string[], seed = 0): Hash64 {
  let a = seed ^ prime1;
  let b = seed ^ prime2;
  for (let i = 0; i < texts.length; i += 1) {
    const text = texts[i] as string;
    for (let at = 0; at < text.length; at += 1) {
      const c = text.charCodeAt(at);
      a = Math.imul(a ^ c, prime1);
      a ^= a >>> 13;
      b = Math.imul(b ^ c, prime2);
      b ^= b >>> 15;
    }
    a = Math.imul(a ^ separator, prime1);
    b = Math.imul(b ^ separator, prime2);
  }
  return { hi: mixed(a ^ (b >>> 7)), lo: mixed(b ^ Math.imul(a, prime2)) };
}

export const hashText = (text: string): Hash64 => hash64([text]);
