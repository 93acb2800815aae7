import { type Instant, seconds } from "../../kernel/clock.ts";
import type { Sent } from "./gateways/gateway.ts";

const failuresMax = 5;
const restSeconds = 15;

/**
 * Whether a gateway is worth asking: well → (five attempts in a row without an answer) → dead for 15 s → one attempt tells. While it is
 * dead nothing waits for it: in a storm hundreds of tellings would each hang for seconds. In memory: after a start it is thought well.
 */
export class GatewayHealth {
  #failures = 0;
  #deadUntil: Instant = 0;

  isDead(now: Instant): boolean {
    // A clock that was set back must not keep it dead.
    return now < this.#deadUntil && this.#deadUntil - now <= seconds(restSeconds);
  }

  get deadUntil(): Instant {
    return this.#deadUntil;
  }

  /** @returns true when it has just been found dead. */
  note(sent: Sent, now: Instant): boolean {
    const failed = sent.outcome === "unclear" || (sent.outcome === "later" && !sent.gatewayWell);
    if (!failed) {
      this.#failures = 0;
      this.#deadUntil = 0;
      return false;
    }
    this.#failures += 1;
    if (this.#failures < failuresMax) return false;
    const wasDead = this.isDead(now);
    this.#deadUntil = now + seconds(restSeconds);
    return !wasDead && this.#failures === failuresMax;
  }
}
