import { finished } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";

const special = /[\\\t\n\r]/;

/** A text in COPY's text format. */
export const copyText = (text: string): string =>
  special.test(text)
    ? text.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r")
    : text;
/** A value that may be missing. */
export const copyOrNull = (value: string | number | null | undefined): string =>
  value === null || value === undefined ? "\\N" : typeof value === "number" ? String(value) : copyText(value);
/** `text[]`: quotes and backslashes are escaped twice, for the array and for COPY. */
export const copyArray = (texts: readonly string[]): string =>
  texts.length === 0
    ? "{}"
    : copyText(`{${texts.map((text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`).join(",")}}`);

const pieceBytes = 1 << 18;
/** Pieces whose lines are written, for the next ones: V8 clears its whole heap after every 64 MiB of new memory outside of it. */
const spare: Buffer[] = [];
const spareMax = 256;

/** Lines for COPY, put into bytes one by one as they are made: no long text is built, and they wait outside of the thread's heap. */
export class LineBytes {
  readonly #full: Buffer[] = [];
  readonly #own: Buffer[] = [];
  #piece: Buffer = Buffer.alloc(0);
  #at = 0;

  add(lines: string): void {
    // A character of a JavaScript text takes three bytes at most.
    const most = lines.length * 3;
    if (this.#at + most > this.#piece.length) {
      this.#end();
      this.#piece =
        (most <= pieceBytes ? spare.pop() : undefined) ?? Buffer.allocUnsafeSlow(Math.max(pieceBytes, most));
      this.#own.push(this.#piece);
    }
    this.#at += this.#piece.write(lines, this.#at);
  }

  #end(): void {
    if (this.#at > 0) this.#full.push(this.#piece.subarray(0, this.#at));
    this.#at = 0;
  }

  /** What was added so far, in pieces; nothing may be added afterwards. */
  pieces(): readonly Buffer[] {
    this.#end();
    return this.#full;
  }

  /** The lines are written, and nobody looks at the pieces any more. */
  free(): void {
    for (const piece of this.#own) if (piece.length === pieceBytes && spare.length < spareMax) spare.push(piece);
    this.#own.length = 0;
    this.#full.length = 0;
    this.#piece = Buffer.alloc(0);
    this.#at = 0;
  }
}

/** Lets the thread look after its connection: the database works meanwhile. */
export const nextTurn = (): Promise<void> => setImmediate();

const chunkCharacters = 1 << 16;

/**
 * Sends lines into a table, in the transaction that the connection is in: texts, or pieces that are bytes already. Those wait in memory
 * anyway and are handed over at once, so that the database does not wait for this thread. Does nothing for no lines.
 */
export async function copyLines(client: pg.Client, into: string, lines: Iterable<string | Buffer>): Promise<void> {
  let stream: ReturnType<typeof copyFrom> | undefined;
  const send = async (part: string | Buffer): Promise<void> => {
    if (part.length === 0) return;
    stream ??= client.query(copyFrom(`copy ${into} from stdin`));
    if (!stream.write(part) && typeof part === "string") await drained(stream);
  };
  let waiting = "";
  for (const line of lines) {
    if (typeof line !== "string") {
      await send(line);
      continue;
    }
    waiting += line;
    if (waiting.length < chunkCharacters) continue;
    await send(waiting);
    waiting = "";
  }
  await send(waiting);
  if (stream === undefined) return;
  const end = finished(stream);
  stream.end();
  await end;
}

const drained = (stream: ReturnType<typeof copyFrom>): Promise<void> =>
  new Promise((resolve, reject) => {
    const done = (): void => {
      stream.off("error", failed);
      resolve();
    };
    const failed = (error: Error): void => {
      stream.off("drain", done);
      reject(error);
    };
    stream.once("drain", done);
    stream.once("error", failed);
  });
