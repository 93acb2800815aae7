/** What one connection says to PostgreSQL, message by message, as far as a gate must know it to find where things are committed. */
export type Spoken = {
  readonly bytes: Buffer;
  /** The message that makes something last: a COMMIT, or the end of a single statement that writes. */
  readonly commits: boolean;
};

const writes = /^\s*(insert|update|delete|merge|with\b[^;]*\b(insert|update|delete)\b)/i;
const begins = /^\s*(begin|start transaction)\b/i;
const ends = /^\s*(commit|rollback|end)\b(?!\s+to)/i;
const commit = /^\s*(commit|end)\b/i;

/**
 * Cuts a client's bytes into messages of the protocol's version 3: one without a type first, then a letter and a length each.
 * https://www.postgresql.org/docs/18/protocol-message-formats.html
 */
export function createListener(): (chunk: Buffer) => Spoken[] {
  let rest: Buffer = Buffer.alloc(0);
  let greeted = false;
  let inTransaction = false;
  let waiting = false;
  const hear = (text: string): boolean => {
    const single = !inTransaction && writes.test(text);
    const ended = inTransaction && commit.test(text);
    if (begins.test(text)) inTransaction = true;
    else if (ends.test(text)) inTransaction = false;
    return single || ended;
  };
  const judge = (type: string, bytes: Buffer): boolean => {
    if (type === "Q") return hear(textAt(bytes, 5));
    // A statement with parameters: parsed, bound, executed, and lasting at its Sync.
    if (type === "P") waiting = hear(textAt(bytes, 5 + textAt(bytes, 5).length + 1)) || waiting;
    if (type !== "S") return false;
    const commits = waiting;
    waiting = false;
    return commits;
  };
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const spoken: Spoken[] = [];
    for (;;) {
      const head = greeted ? 1 : 0;
      if (rest.length < head + 4) return spoken;
      const length = head + rest.readUInt32BE(head);
      if (rest.length < length) return spoken;
      const bytes = rest.subarray(0, length);
      rest = rest.subarray(length);
      const commits = greeted && judge(String.fromCharCode(bytes[0] ?? 0), bytes);
      greeted = true;
      spoken.push({ bytes, commits });
    }
  };
}

/** A text ends with a zero byte. Latin-1 keeps one letter for each byte. */
const textAt = (bytes: Buffer, from: number): string => bytes.toString("latin1", from, bytes.indexOf(0, from));

/** Whether a piece of the server's answer ends with ReadyForQuery: everything that was asked is done. */
export const isReadyForQuery = (piece: Buffer): boolean =>
  piece.length >= 6 && piece[piece.length - 6] === 0x5a && piece.readUInt32BE(piece.length - 5) === 5;
