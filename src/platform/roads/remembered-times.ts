import type { Position } from "../../kernel/coordinates.ts";
import type { RoadTime, Travel } from "./road-types.ts";

export type Pair = { readonly from: Position; readonly to: Position; readonly travel: Travel };

/**
 * Road times that the engine has answered, as long as the roads are the same: they know no traffic, so a time between two places
 * changes only with the roads. A rescue that waits is looked at every minute, mostly for crews that stand where they stood.
 * Bounded: the oldest answers go first.
 */
export class RememberedTimes {
  readonly #max: number;
  readonly #times = new Map<string, RoadTime>();
  #roads: string | undefined;

  /** @param max so many answers are kept; one takes about three hundred bytes. */
  constructor(max: number) {
    this.#max = max;
  }

  /** Says which roads are in force; those of other roads are forgotten. */
  onRoads(mark: string | undefined): this {
    if (mark !== this.#roads) this.#times.clear();
    this.#roads = mark;
    return this;
  }

  of(pair: Pair): RoadTime | undefined {
    return this.#times.get(keyOf(pair));
  }

  /** An answer that was asked for on other roads than those in force now is none. */
  keep(pair: Pair, time: RoadTime, mark: string | undefined): void {
    if (mark !== this.#roads) return;
    this.#times.set(keyOf(pair), time);
    if (this.#times.size <= this.#max) return;
    const [oldest] = this.#times.keys();
    if (oldest !== undefined) this.#times.delete(oldest);
  }

  get size(): number {
    return this.#times.size;
  }
}

const keyOf = ({ from, to, travel }: Pair): string => `${travel} ${from.lat} ${from.lon} ${to.lat} ${to.lon}`;
