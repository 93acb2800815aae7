import { branchOf } from "./sip-fields.ts";
import { cseqOf, headerOf, type SipRequest } from "./sip-message.ts";

/** An asker that has not had our answer asks again for so long (RFC 3261: 64·T1). */
const keepMs = 32_000;
const keptMax = 500;

/** What we have answered to whom: the same request again gets the same answer and is acted on once. */
export class ServerMemory {
  readonly #kept = new Map<string, { readonly bytes: Buffer; readonly until: number }>();

  keep(request: SipRequest, bytes: Buffer): void {
    this.#kept.set(keyOf(request), { bytes, until: performance.now() + keepMs });
    for (const [key, { until }] of this.#kept) {
      if (this.#kept.size <= keptMax && until > performance.now()) break;
      this.#kept.delete(key);
    }
  }

  answerTo(request: SipRequest): Buffer | undefined {
    if (request.method === "ACK") return undefined;
    const kept = this.#kept.get(keyOf(request));
    return kept === undefined || kept.until < performance.now() ? undefined : kept.bytes;
  }
}

/** An asker of before RFC 3261 has no branch of ours: its call and number name the request. */
const keyOf = (request: SipRequest): string =>
  `${request.method} ${branchOf(request) ?? `${headerOf(request, "call-id")} ${headerOf(request, "from")}`} ${cseqOf(request)?.number}`;
