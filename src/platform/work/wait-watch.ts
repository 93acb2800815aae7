import type { Instant } from "../../kernel/clock.ts";

/** Since when due rows have been found due and are still not done: a row that runs into an error or hangs is found again and again. */
export class WaitWatch {
  readonly #since = new Map<string, Instant>();
  #lookedAt: Instant | undefined;

  /** After each look at what is due: everything that was found. */
  saw(now: Instant, names: readonly string[]): void {
    this.#lookedAt = now;
    const found = new Set(names);
    for (const name of this.#since.keys()) if (!found.has(name)) this.#since.delete(name);
    for (const name of found) if (!this.#since.has(name)) this.#since.set(name, now);
  }

  get lookedAt(): Instant | undefined {
    return this.#lookedAt;
  }

  longest(): { readonly name: string; readonly since: Instant } | undefined {
    let longest: { name: string; since: Instant } | undefined;
    for (const [name, since] of this.#since)
      if (longest === undefined || since < longest.since) longest = { name, since };
    return longest;
  }
}
