/** Bytes that wait for their commit, over all connections. */
export type ByteBudget = { used: number; readonly max: number };

export type FlowLimits = {
  readonly perSecondMax: number;
  readonly inFlightMax: number;
  readonly inFlightBytesMax: number;
  readonly budget: ByteBudget;
  /** True while the client does not read what it is sent, acknowledgements included. */
  readonly congested: () => boolean;
  /** Called when the rate makes messages wait, at most once a second. */
  readonly onThrottled: () => void;
};

/**
 * Decides when a connection may be read further. Aedes reads on when the callbacks of all packets of the last read
 * have run, so holding callbacks back is the brake: `enter` when a publish comes, `proceed` with its callback, `leave`
 * when it is committed. A callback never runs inside `proceed`, because the parser must not be entered twice.
 */
export class FlowGate {
  readonly #limits: FlowLimits;
  readonly #held: (() => void)[] = [];
  #heldFrom = 0;
  #messages = 0;
  #bytes = 0;
  #perSecondMax: number;
  #tokens: number;
  #refilledAt = performance.now();
  #throttledAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #scheduled = false;
  #ended = false;

  constructor(limits: FlowLimits) {
    this.#limits = limits;
    this.#perSecondMax = limits.perSecondMax;
    this.#tokens = limits.perSecondMax;
  }

  /** Another rate from now on. */
  allow(perSecondMax: number): void {
    this.#perSecondMax = perSecondMax;
    this.#tokens = perSecondMax;
  }

  /** True while a message waits for its commit or for its turn: the connection's silence then says nothing about the client. */
  get busy(): boolean {
    return this.#messages > 0 || this.#held.length > 0;
  }

  enter(bytes: number): void {
    this.#messages += 1;
    this.#bytes += bytes;
    this.#limits.budget.used += bytes;
  }

  leave(bytes: number): void {
    this.#messages -= 1;
    this.#bytes -= bytes;
    this.#limits.budget.used -= bytes;
    this.wake();
  }

  proceed(callback: () => void): void {
    this.#held.push(callback);
    this.wake();
  }

  /** Looks again whether something may go on. */
  wake(): void {
    if (this.#scheduled || this.#ended || this.#held.length === 0) return;
    this.#scheduled = true;
    process.nextTick(() => {
      this.#scheduled = false;
      this.#drain();
    });
  }

  end(): void {
    this.#ended = true;
    this.#held.length = 0;
    clearTimeout(this.#timer);
  }

  #drain(): void {
    while (!this.#ended && this.#heldFrom < this.#held.length && this.#hasRoom()) {
      if (!this.#takeToken()) {
        this.#wakeLater();
        break;
      }
      this.#held[this.#heldFrom++]?.();
    }
    this.#held.splice(0, this.#heldFrom);
    this.#heldFrom = 0;
  }

  #hasRoom(): boolean {
    const { inFlightMax, inFlightBytesMax, budget, congested } = this.#limits;
    // A connection with nothing in flight always goes on: otherwise nothing would be left to wake it.
    if (this.#messages === 0) return !congested();
    return this.#messages < inFlightMax && this.#bytes < inFlightBytesMax && budget.used < budget.max && !congested();
  }

  #takeToken(): boolean {
    const now = performance.now();
    const gained = ((now - this.#refilledAt) * this.#perSecondMax) / 1_000;
    this.#tokens = Math.min(this.#perSecondMax, this.#tokens + gained);
    this.#refilledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  #wakeLater(): void {
    const now = performance.now();
    if (now - this.#throttledAt >= 1_000) {
      this.#throttledAt = now;
      this.#limits.onThrottled();
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.wake(), Math.max(10, 1_000 / this.#perSecondMax));
  }
}
