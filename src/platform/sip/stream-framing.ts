import { bodyBytesMax, headBytesMax } from "./sip-message.ts";

/**
 * Cuts a stream into messages by their Content-Length (RFC 3261 §18.3). Holds one message at the most; a stream that cannot be cut
 * any more (a head without end, no length, one that is too long) is over: nobody can tell where its next message begins.
 */
export class StreamFraming {
  #held: Buffer = Buffer.alloc(0);

  /** The messages that are whole now; undefined: the stream is to be closed. */
  take(bytes: Buffer): Buffer[] | undefined {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const whole: Buffer[] = [];
    for (;;) {
      this.#skipKeepAlives();
      const end = this.#held.indexOf("\r\n\r\n");
      if (end < 0) return this.#held.length > headBytesMax ? undefined : whole;
      const length = end > headBytesMax ? undefined : lengthIn(this.#held.toString("latin1", 0, end));
      if (length === undefined) return undefined;
      if (this.#held.length < end + 4 + length) return whole;
      whole.push(this.#held.subarray(0, end + 4 + length));
      this.#held = this.#held.subarray(end + 4 + length);
    }
  }

  #skipKeepAlives(): void {
    let at = 0;
    while (this.#held[at] === 13 && this.#held[at + 1] === 10) at += 2;
    if (at > 0) this.#held = this.#held.subarray(at);
  }
}

function lengthIn(head: string): number | undefined {
  const found = /^(?:content-length|l)[ \t]*:[ \t]*(\d{1,9})[ \t]*$/im.exec(head);
  const length = Number(found?.[1]);
  return found === null || length > bodyBytesMax ? undefined : length;
}
