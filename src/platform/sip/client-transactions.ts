import { branchOf } from "./sip-fields.ts";
import { cseqOf, headerOf, type SipRequest, type SipResponse, writeMessage } from "./sip-message.ts";

/**
 * Requests of ours and their answers (RFC 3261 §17.1).
 *
 * trying → (a provisional answer) → proceeding → over, by a final answer, by 64·T1 of silence, or because nobody is there. On datagrams a
 * request is sent again after T1, 2·T1, … (INVITE until anything comes back; others at most T2 apart until the final answer). A refused INVITE
 * is acknowledged here, again for each repetition of the refusal; one that was accepted is acknowledged by who asked.
 */
export type Outcome =
  | { readonly kind: "answer"; readonly response: SipResponse }
  | { readonly kind: "silent" }
  | { readonly kind: "unreachable"; readonly code: string };

export type Sending = {
  readonly request: SipRequest;
  readonly provisional?: (response: SipResponse) => void;
  readonly final: (outcome: Outcome) => void;
  /** Tries on although nobody seems to be there: what ends a call is worth it. */
  readonly patient?: true;
};

type Parts = { readonly send: (bytes: Buffer) => void; readonly reliable: boolean; readonly t1Ms: number };
type Open = Sending & {
  readonly bytes: Buffer;
  proceeding: boolean;
  /** The acknowledgement of a refusal, kept for its repetitions. */
  ack: Buffer | undefined;
  again: NodeJS.Timeout | undefined;
  end: NodeJS.Timeout | undefined;
};

const t2Ms = 4_000;
const patienceT1 = 64;

export class ClientTransactions {
  readonly #parts: Parts;
  readonly #open = new Map<string, Open>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  begin(sending: Sending): void {
    const { request } = sending;
    const key = keyOf(branchOf(request), request.method);
    const bytes = writeMessage(request);
    const open: Open = { ...sending, bytes, proceeding: false, ack: undefined, again: undefined, end: undefined };
    this.#open.set(key, open);
    const limitMs = patienceT1 * this.#parts.t1Ms;
    open.end = setTimeout(() => this.#over(key, { kind: "silent" }), limitMs).unref();
    if (!this.#parts.reliable) this.#repeat(open, this.#parts.t1Ms);
    this.#parts.send(bytes);
  }

  /** @returns whether somebody waited for it. */
  take(response: SipResponse): boolean {
    const key = keyOf(branchOf(response), cseqOf(response)?.method ?? "");
    const open = this.#open.get(key);
    if (open === undefined) return false;
    if (open.ack !== undefined) {
      // Who answers so has not had our acknowledgement. An acceptance that comes after a refusal is another branch's: not ours to take.
      if (response.status >= 300) this.#parts.send(open.ack);
      return response.status >= 300;
    }
    if (response.status < 200) this.#proceed(open, response);
    else if (open.request.method === "INVITE" && response.status >= 300) this.#refused(key, open, response);
    else this.#over(key, { kind: "answer", response });
    return true;
  }

  /** Nobody is there: who has had no answer at all yet need not wait for it. */
  unreachable(code: string): void {
    for (const [key, open] of [...this.#open])
      if (open.ack === undefined && !open.proceeding && open.patient !== true)
        this.#over(key, { kind: "unreachable", code });
  }

  /** Nobody waits for its answer any more. */
  forget(request: SipRequest): void {
    const key = keyOf(branchOf(request), request.method);
    const open = this.#open.get(key);
    if (open !== undefined) stop(open);
    this.#open.delete(key);
  }

  close(): void {
    for (const open of this.#open.values()) stop(open);
    this.#open.clear();
  }

  #proceed(open: Open, response: SipResponse): void {
    open.proceeding = true;
    if (open.request.method === "INVITE") {
      // From now on who called decides how long it may ring.
      stop(open);
    } else if (!this.#parts.reliable) this.#repeat(open, t2Ms);
    open.provisional?.(response);
  }

  #repeat(open: Open, pauseMs: number): void {
    clearTimeout(open.again);
    open.again = setTimeout(() => {
      this.#parts.send(open.bytes);
      const next = open.request.method === "INVITE" ? pauseMs * 2 : Math.min(t2Ms, pauseMs * 2);
      this.#repeat(open, next);
    }, pauseMs).unref();
  }

  #refused(key: string, open: Open, response: SipResponse): void {
    stop(open);
    open.ack = writeMessage(acknowledgementOf(open.request, response));
    this.#parts.send(open.ack);
    open.end = setTimeout(() => this.#open.delete(key), patienceT1 * this.#parts.t1Ms).unref();
    open.final({ kind: "answer", response });
  }

  #over(key: string, outcome: Outcome): void {
    const open = this.#open.get(key);
    if (open === undefined) return;
    stop(open);
    this.#open.delete(key);
    open.final(outcome);
  }
}

const keyOf = (branch: string | undefined, method: string): string => `${branch} ${method}`;
const stop = (open: Open): void => {
  clearTimeout(open.again);
  clearTimeout(open.end);
};

/** Of a refusal: the same branch, so that each proxy on the way knows it (§17.1.1.3). */
function acknowledgementOf(request: SipRequest, response: SipResponse): SipRequest {
  const kept = request.headers.filter(([name], i, all) =>
    name === "via"
      ? all.findIndex(([each]) => each === "via") === i
      : ["route", "from", "call-id", "max-forwards"].includes(name),
  );
  return {
    kind: "request",
    method: "ACK",
    uri: request.uri,
    headers: [
      ...kept,
      ["to", headerOf(response, "to") ?? headerOf(request, "to") ?? ""],
      ["cseq", `${cseqOf(request)?.number ?? 1} ACK`],
    ],
    body: "",
  };
}
