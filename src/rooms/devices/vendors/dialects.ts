import { assert } from "../../../kernel/result.ts";
import { canonicalV1 } from "./canonical-v1.ts";
import type { Dialect } from "./dialect.ts";

const known: ReadonlyMap<string, Dialect> = new Map([canonicalV1].map((dialect) => [dialect.name, dialect]));

/** @throws when a credential names a dialect that this version does not have: a newer platform was here before. */
export function dialectNamed(name: string): Dialect {
  const dialect = known.get(name);
  assert(dialect, `dialect ${name} exists`);
  return dialect;
}
