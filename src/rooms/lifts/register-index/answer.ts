import { chinaDay } from "../../../kernel/china-time.ts";
import type { LiftSort } from "../contract.ts";
import { liftSorts } from "../contract.ts";
import type { AskKind, Asks, Page, Point } from "./asks.ts";
import { type Choice, type Chosen, chooseLifts } from "./choose-lifts.ts";
import { countLifts } from "./count-lifts.ts";
import { drawTile, mapStatesOn } from "./draw-tile.ts";
import type { Mark } from "./orders.ts";
import type { RegisterState } from "./register-state.ts";

/** Choices remembered for the next page, the next tile, the counts beside the list; a megabyte each for a million lifts. */
const choicesKept = 6;

/** Answers questions about one state of the register. */
export class Answers {
  readonly #state: RegisterState;
  #kept = new Map<string, Chosen>();
  #keptOf = -1;
  #mapStates: { readonly today: number; readonly version: number; readonly states: Uint8Array } | undefined;

  constructor(state: RegisterState) {
    this.#state = state;
  }

  page(asked: Asks["page"]["question"] & { codeRows: readonly number[] }, asOf: number): Page {
    const after = asked.after === undefined ? undefined : readMark(asked.after, asked);
    if (asked.after !== undefined && after === undefined) return "wrong-cursor";
    const chosen = this.#choose(asked);
    const rows: number[] = [];
    this.#state.orders.walk({ sort: asked.sort, descending: asked.descending, after }, (row) => {
      // One lift more than the page tells whether there is a next one.
      if (chosen.rows[row] === 1) rows.push(row);
      return rows.length <= asked.limit;
    });
    const shown = rows.slice(0, asked.limit);
    const last = shown.at(-1);
    const next = rows.length > asked.limit && last !== undefined ? this.#cursorAt(asked, last) : null;
    return { ids: shown.map((row) => this.#state.lifts.ids.text(row)), total: chosen.total, next, asOf };
  }

  ids(asked: Asks["ids"]["question"] & { codeRows: readonly number[] }): Uint8Array {
    const chosen = this.#choose(asked);
    const { ids } = this.#state.lifts;
    const bytes = new Uint8Array(Math.min(asked.max, chosen.total) * 16);
    let at = 0;
    this.#state.orders.walk({ ...asked, after: undefined }, (row) => {
      if (chosen.rows[row] === 1) {
        ids.write(row, bytes, at);
        at += 16;
      }
      return at < bytes.length;
    });
    return bytes;
  }

  counts(asked: Asks["counts"]["question"] & { codeRows: readonly number[] }, asOf: number): Asks["counts"]["answer"] {
    return { ...countLifts(this.#state, this.#choose(asked).rows, chinaDay(asked.now)), asOf };
  }

  tile(asked: Asks["tile"]["question"] & { codeRows: readonly number[] }): Uint8Array {
    const { rows } = this.#choose(asked);
    const today = chinaDay(asked.now);
    if (this.#mapStates?.today !== today || this.#mapStates.version !== this.#state.version) {
      this.#mapStates = { today, version: this.#state.version, states: mapStatesOn(this.#state.lifts, today) };
    }
    return drawTile(this.#state, { tile: asked, rows, states: this.#mapStates.states });
  }

  among(asked: Asks["among"]["question"] & { codeRows: readonly number[] }): number[] {
    const { rows } = this.#choose(asked);
    return asked.ids.flatMap((id, place) => (rows[this.#state.lifts.ids.findText(id)] === 1 ? [place] : []));
  }

  points(asked: Asks["points"]["question"] & { codeRows: readonly number[] }): Point[] {
    const { rows } = this.#choose(asked);
    const { lifts, onMap } = this.#state;
    const points: Point[] = [];
    for (let place = 0; place < onMap.size && points.length < asked.max; place++) {
      const row = onMap.at(place);
      if (rows[row] !== 1) continue;
      const { lat, lon } = lifts.position(row);
      points.push([lifts.ids.text(row), round7(lon), round7(lat), this.#state.place(row)]);
    }
    return points;
  }

  #choose(asked: Asks[AskKind]["question"] & { codeRows: readonly number[] }): Chosen {
    const { filter, scopes, codeRows } = asked;
    const choice: Choice = { filter, scopes, codeRows, today: chinaDay(asked.now) };
    if (this.#keptOf !== this.#state.version) this.#kept.clear();
    this.#keptOf = this.#state.version;
    const key = JSON.stringify(choice);
    const chosen = this.#kept.get(key) ?? chooseLifts(this.#state, choice);
    this.#kept.delete(key);
    this.#kept.set(key, chosen);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > choicesKept && oldest !== undefined) this.#kept.delete(oldest);
    return chosen;
  }

  #cursorAt({ sort, descending }: { sort: LiftSort; descending: boolean }, row: number): string {
    const { key, place, id } = this.#state.orders.markOf(sort, row);
    return Buffer.from(JSON.stringify([sort, descending ? 1 : 0, key, place, id])).toString("base64url");
  }
}

const round7 = (degrees: number): number => Math.round(degrees * 1e7) / 1e7;

function readMark(text: string, wanted: { sort: LiftSort; descending: boolean }): Mark | undefined {
  try {
    const [sort, down, key, place, id] = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as unknown[];
    const fits =
      liftSorts.includes(sort as LiftSort) &&
      sort === wanted.sort &&
      (down === 1) === wanted.descending &&
      (key === null || typeof key === "number") &&
      Array.isArray(place) &&
      place.length === 4 &&
      place.every((word) => typeof word === "string") &&
      typeof id === "string" &&
      /^[0-9a-f-]{36}$/.test(id);
    return fits ? { key, place, id } : undefined;
  } catch {
    return undefined; // not one of our cursors
  }
}
