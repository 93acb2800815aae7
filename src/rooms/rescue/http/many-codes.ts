import { type Instant, minutes } from "../../../kernel/clock.ts";

/** Nobody is in four lifts within ten minutes. Behind one address there may be a whole network of phones: so it is a doubt, not a refusal. */
const codesAtOnce = 4;
const rememberedFor = minutes(10);
/** Addresses remembered at the most; the oldest goes. */
const addressesMax = 5_000;

type Asked = { readonly address: string; readonly code: string };

/** Remembers for which codes one address called for help by typed digits. */
export function createManyCodes(): { readonly of: (asked: Asked, now: Instant) => string | undefined } {
  const known = new Map<string, Map<string, Instant>>();
  return {
    /** What the desk is told with the alarm; undefined: nothing to doubt. */
    of: ({ address, code }, now) => {
      const codes = known.get(address) ?? new Map<string, Instant>();
      for (const [each, at] of codes) if (now - at > rememberedFor) codes.delete(each);
      codes.delete(code);
      codes.set(code, now);
      if (codes.size > 50) codes.delete(codes.keys().next().value ?? "");
      known.delete(address);
      known.set(address, codes);
      if (known.size > addressesMax) known.delete(known.keys().next().value ?? "");
      if (codes.size < codesAtOnce) return undefined;
      return `请先核实：同一网络地址 10 分钟内为 ${codes.size} 个不同的编号求助（按编号输入，没有扫码）。`;
    },
  };
}
