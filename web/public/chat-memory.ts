import type { ChatLine } from "../../src/rooms/rescue/contract/chat.ts";

/** A line of this phone that the centre does not have yet; `failed`: it was refused. */
export type Waiting = { readonly id: string; readonly text: string; readonly failed: boolean };

/** The text of one rescue as this phone knows it, over reloads and lost signal. */
export type ChatMemory = {
  readonly lines: readonly ChatLine[];
  /** Number to ask with for what is new. */
  readonly last: number;
  /** Written here, the oldest first; they are sent one after the other. */
  readonly waiting: readonly Waiting[];
  /** Ids of what this phone wrote. */
  readonly mine: readonly string[];
};

export const emptyChat: ChatMemory = { lines: [], last: 0, waiting: [], mine: [] };

export const written = (memory: ChatMemory, line: { id: string; text: string }): ChatMemory => ({
  ...memory,
  waiting: memory.waiting.concat([{ id: line.id, text: line.text, failed: false }]),
  mine: memory.mine.concat([line.id]),
});

/** What the server sent. A line that came before, or that was waiting here, stands there once. */
export function arrived(memory: ChatMemory, fresh: readonly ChatLine[], last: number): ChatMemory {
  const ids = fresh.map((line) => line.id);
  const lines = memory.lines.filter((line) => ids.indexOf(line.id) < 0).concat(fresh);
  return {
    ...memory,
    lines: lines.slice().sort((a, b) => a.no - b.no),
    last: Math.max(memory.last, last),
    waiting: memory.waiting.filter((line) => ids.indexOf(line.id) < 0),
  };
}

export const refusedLine = (memory: ChatMemory, id: string): ChatMemory => ({
  ...memory,
  waiting: memory.waiting.map((line) => (line.id === id ? { id, text: line.text, failed: true } : line)),
});

/** The next line to send: the oldest that was not refused. */
export const toSend = (memory: ChatMemory): Waiting | undefined => memory.waiting.filter((line) => !line.failed)[0];
