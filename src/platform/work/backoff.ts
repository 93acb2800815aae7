import type { Clock, Instant } from "../../kernel/clock.ts";

const firstMs = 100;
const rememberedMax = 10_000;

/** Keeps a due row that fails from being tried at every look: pauses doubling up to a limit, in memory only. */
export class Backoff {
  readonly #clock: Clock;
  readonly #pauseMaxMs: number;
  readonly #failed = new Map<string, { tries: number; notBefore: Instant }>();

  constructor(clock: Clock, pauseMaxMs: number) {
    this.#clock = clock;
    this.#pauseMaxMs = pauseMaxMs;
  }

  mayTry(key: string): boolean {
    return (this.#failed.get(key)?.notBefore ?? 0) <= this.#clock.now();
  }

  worked(key: string): void {
    this.#failed.delete(key);
  }

  /** Returns how often it has failed in a row. */
  failed(key: string): number {
    const tries = (this.#failed.get(key)?.tries ?? 0) + 1;
    if (this.#failed.size > rememberedMax) this.#failed.clear();
    const pauseMs = Math.min(this.#pauseMaxMs, firstMs * 2 ** Math.min(tries, 12));
    this.#failed.set(key, { tries, notBefore: this.#clock.now() + pauseMs });
    return tries;
  }
}
