/** Questions to the child that wait for an answer, each for a bounded time, answered or failed once. */
export class OpenQuestions {
  private readonly waiting = new Map<number, { settle: (value: unknown) => void; fail: (error: Error) => void }>();
  private readonly onLate: () => void;
  private lastId = 0;

  /** `onLate` hears of each question whose time ran out. */
  constructor(onLate: () => void) {
    this.onLate = onLate;
  }

  get size(): number {
    return this.waiting.size;
  }

  /** Opens a question and hands its number to `send`; rejects when the time runs out before an answer. */
  open(limitMs: number, send: (id: number) => void): Promise<unknown> {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      const close = () => {
        clearTimeout(timer);
        this.waiting.delete(id);
      };
      const timer = setTimeout(() => {
        close();
        reject(new Error(`no answer within ${limitMs} ms`));
        this.onLate();
      }, limitMs);
      this.waiting.set(id, {
        settle: (value) => {
          close();
          resolve(value);
        },
        fail: (error) => {
          close();
          reject(error);
        },
      });
      send(id);
    });
  }

  settle(id: number, value: unknown): void {
    this.waiting.get(id)?.settle(value);
  }

  fail(id: number, error: Error): void {
    this.waiting.get(id)?.fail(error);
  }

  failAll(error: Error): void {
    for (const { fail } of [...this.waiting.values()]) fail(error);
  }
}
