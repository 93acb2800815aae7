/**
 * An expected refusal: a stable code in capitals with its room in front (`RESCUE_ALREADY_CLOSED`), mapped to HTTP and
 * to Chinese text at the edge. `params` fill the text; they never carry personal data.
 */
export type Refusal = { readonly code: string; readonly params?: Readonly<Record<string, string | number>> };

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export const refuse = (code: string, params?: Readonly<Record<string, string | number>>): Result<never> => ({
  ok: false,
  refusal: params === undefined ? { code } : { code, params },
});

/** For the end of a closed switch: the compiler refuses a forgotten case, and a value from outside the types throws. */
export function never(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}

/** An invariant, asserted in production too. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`);
}
