import { findAlike } from "./alike.ts";
import { type BuildingEntry, Buildings } from "./buildings.ts";
import { LiftColumns, type LiftEntry, noDay, noUnit } from "./lift-columns.ts";
import { alongCurve, curveKey } from "./morton.ts";
import { Orders } from "./orders.ts";
import { RankedWords } from "./ranked-words.ts";
import type { SortedRows } from "./sort-rows.ts";

/** A change of so many lifts is cheaper by ordering everything anew. */
const singlyMax = 300;

/** The whole register as lists, counts and tiles need it: columns, words, orders. Holds no clock and asks no database. */
export class RegisterState {
  readonly lifts = new LiftColumns();
  readonly buildings = new Buildings();
  readonly liftNos = new RankedWords();
  readonly orders = new Orders(this);
  onMap: SortedRows = alongCurve(new Uint32Array(0), this.lifts);
  /** Raised by every change, so that what was remembered of an older state is not used. */
  version = 0;
  #alike: { readonly rows: Uint8Array; readonly version: number } | undefined;

  /** Brings everything in order after rows were filled in. */
  arrange(): void {
    this.buildings.settle();
    this.liftNos.settle();
    const rows = this.#rowsWhere(this.lifts.alive);
    this.orders.build(rows);
    this.onMap = alongCurve(this.#rowsWhere(this.lifts.alive, this.lifts.positioned), this.lifts);
    this.version++;
  }

  /** Takes in buildings and lifts as they are now, and lets go of the lifts that are gone. */
  apply(change: {
    readonly buildings: readonly BuildingEntry[];
    readonly lifts: readonly LiftEntry[];
    readonly gone: readonly string[];
  }): void {
    const renamed = this.#putBuildings(change.buildings);
    for (const { liftNo } of change.lifts) this.liftNos.add(liftNo);
    this.liftNos.settle();
    const singly = !renamed && change.lifts.length + change.gone.length <= singlyMax;
    for (const id of change.gone) this.#remove(this.lifts.ids.findText(id), singly);
    for (const entry of change.lifts) this.#put(entry, singly);
    if (singly) this.version++;
    else this.arrange();
  }

  /** 1 by row for lifts that seem to be one with an earlier one; looked for when it is asked, and once for each state. */
  alike(): Uint8Array {
    if (this.#alike?.version !== this.version) this.#alike = { rows: findAlike(this), version: this.version };
    return this.#alike.rows;
  }

  /** "Compound Building Unit Lift". */
  place(row: number): string {
    const no = this.liftNos.texts[this.lifts.liftNo[row] as number] as string;
    const building = this.buildings.place(this.lifts.building[row] as number);
    return no === "" ? building : `${building} ${no}`;
  }

  /** True when a building that lifts stand in has got another place in the order. */
  #putBuildings(entries: readonly BuildingEntry[]): boolean {
    const known = this.buildings.size;
    let knownChanged = false;
    for (const entry of entries) {
      const number = this.buildings.ids.findText(entry.id);
      const before = number < 0 ? undefined : this.buildings.place(number);
      this.buildings.put(entry);
      knownChanged ||= before !== undefined && number < known && before !== this.buildings.place(number);
    }
    this.buildings.settle();
    return knownChanged;
  }

  #remove(row: number, singly: boolean): void {
    if (row < 0 || this.lifts.alive[row] !== 1) return;
    if (singly) this.#takeOut(row);
    this.lifts.alive[row] = 0;
  }

  #put(entry: LiftEntry, singly: boolean): void {
    const { lifts } = this;
    const row = lifts.ids.addText(entry.id);
    lifts.reserve(row + 1);
    if (singly && lifts.alive[row] === 1) this.#takeOut(row);
    lifts.alive[row] = 1;
    lifts.setEnums(row, entry);
    lifts.setPosition(row, entry.lat, entry.lon);
    lifts.building[row] = this.buildings.ids.addText(entry.buildingId);
    lifts.liftNo[row] = this.liftNos.add(entry.liftNo);
    lifts.region[row] = lifts.regionNumber(entry.region);
    lifts.inUseDay[row] = entry.inUseDay ?? noDay;
    lifts.dueDay[row] = entry.dueDay ?? noDay;
    lifts.registeredAt[row] = entry.registeredAt;
    lifts.useUnit[row] = entry.useUnit === null ? noUnit : lifts.organisations.addText(entry.useUnit);
    lifts.maintenanceUnit[row] =
      entry.maintenanceUnit === null ? noUnit : lifts.organisations.addText(entry.maintenanceUnit);
    lifts.noOfficer[row] = entry.noOfficer ? 1 : 0;
    lifts.noOwner(row);
    for (const owner of entry.owners) lifts.addOwner(row, lifts.organisations.addText(owner));
    if (singly) this.#putIn(row);
  }

  #takeOut(row: number): void {
    this.orders.remove(row);
    if (this.lifts.positioned[row] === 1) this.onMap.remove(row, this.#alongCurve);
  }

  #putIn(row: number): void {
    this.orders.insert(row);
    if (this.lifts.positioned[row] === 1) this.onMap.insert(row, this.#alongCurve);
  }

  readonly #alongCurve = (a: number, b: number): number => curveKey(this.lifts, a) - curveKey(this.lifts, b) || a - b;

  #rowsWhere(...flags: readonly Uint8Array[]): Uint32Array {
    const rows = new Uint32Array(this.lifts.size);
    let count = 0;
    for (let row = 0; row < this.lifts.size; row++) if (flags.every((flag) => flag[row] === 1)) rows[count++] = row;
    return rows.slice(0, count);
  }
}
