/** A change of one row, numbered by this process. */
export type Change = { readonly no: number; readonly topic: string; readonly key: string; readonly row: object | null };

const rememberedMax = 5_000;

/** The last changes, so that who comes back can go on. Ids are `<epoch>.<number>`; another process has another epoch. */
export class ChangeMemory {
  readonly #epoch: string;
  readonly #changes: Change[] = [];
  #last = 0;

  constructor(epoch: string) {
    this.#epoch = epoch;
  }

  get last(): number {
    return this.#last;
  }

  idOf(no: number): string {
    return `${this.#epoch}.${no}`;
  }

  remember(change: Omit<Change, "no">): Change {
    this.#last += 1;
    const numbered = { no: this.#last, ...change };
    this.#changes.push(numbered);
    if (this.#changes.length > rememberedMax) this.#changes.splice(0, rememberedMax / 5);
    return numbered;
  }

  /** Something was not remembered: ids from before are void. */
  forget(): void {
    this.#last += 1;
    this.#changes.length = 0;
  }

  /** What came after the message with this id; undefined when that is not known (any more). */
  since(id: string | undefined): Change[] | undefined {
    const [epoch, number] = id?.split(".") ?? [];
    const seen = Number(number);
    if (epoch !== this.#epoch || !Number.isInteger(seen) || seen > this.#last) return undefined;
    if (seen === this.#last) return [];
    const first = this.#changes[0]?.no;
    return first !== undefined && first <= seen + 1 ? this.#changes.filter((change) => change.no > seen) : undefined;
  }
}
