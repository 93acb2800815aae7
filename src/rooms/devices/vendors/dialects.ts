import { assert } from "../../../kernel/result.ts";
import { bacnetLiftFault } from "./bacnet-lift-fault.ts";
import { canonicalV1 } from "./canonical-v1.ts";
import type { Dialect, RawDialect } from "./dialect.ts";
import { dtuHex } from "./dtu-hex.ts";
import { faultPost } from "./fault-post.ts";
import { fourDigit } from "./four-digit.ts";
import { gb24476 } from "./gb24476-2017.ts";
import { govern } from "./govern.ts";
import { propertyFlags } from "./property-flags.ts";
import { provincial } from "./provincial.ts";
import { rtu } from "./rtu.ts";
import { shanghai } from "./shanghai.ts";

export const rawDialects = [
  gb24476,
  shanghai,
  provincial,
  faultPost,
  govern,
  rtu,
  dtuHex,
  fourDigit,
  propertyFlags,
  bacnetLiftFault,
] as const;

const known: ReadonlyMap<string, Dialect> = new Map(
  [canonicalV1, ...rawDialects].map((dialect) => [dialect.name, dialect]),
);

/** Of a frame of `sp/raw`: the dialect that it names itself, else its credential's; undefined where that is none for such frames. */
export function rawDialectOf(credentials: Dialect, named: string | undefined): RawDialect | undefined {
  const dialect = named === undefined ? credentials : known.get(named);
  return dialect?.kind === "raw" ? dialect : undefined;
}

/** @throws when a credential names a dialect that this version does not have: a newer platform was here before. */
export function dialectNamed(name: string): Dialect {
  const dialect = known.get(name);
  assert(dialect, `dialect ${name} exists`);
  return dialect;
}
