import { liftKinds, registrations } from "../contract.ts";
import { riddenRegistrations } from "../model/gap-lifts.ts";
import type { Buildings } from "./buildings.ts";
import type { LiftColumns } from "./lift-columns.ts";
import type { Orders } from "./orders.ts";
import type { RankedWords } from "./ranked-words.ts";

type Register = {
  readonly lifts: LiftColumns;
  readonly buildings: Buildings;
  readonly liftNos: RankedWords;
  readonly orders: Orders;
};

const ridden = Uint8Array.from(registrations, (each) =>
  (riddenRegistrations as readonly string[]).includes(each) ? 1 : 0,
);

/**
 * 1 by row for a lift that seems to be one with an earlier one: the same number in the same building, of one kind, and both ridden;
 * `actions/find-gaps.ts` says the same in SQL. One walk along the order of places, where they stand together.
 */
export function findAlike({ lifts, buildings, liftNos, orders }: Register): Uint8Array {
  const alike = new Uint8Array(lifts.size);
  const seen = new Set<number>();
  const kindAt = (row: number): number =>
    (lifts.building[row] as number) * liftKinds.length + (lifts.kind[row] as number);
  const samePlace = (a: number, b: number): boolean =>
    lifts.liftNo[a] === lifts.liftNo[b] &&
    buildings.rank[lifts.building[a] as number] === buildings.rank[lifts.building[b] as number];
  let first = -1;
  orders.walk({ sort: "place", descending: false, after: undefined }, (row) => {
    if (liftNos.texts[lifts.liftNo[row] as number] === "" || ridden[lifts.registration[row] as number] === 0)
      return true;
    if (first < 0 || !samePlace(first, row)) {
      first = row;
      if (seen.size > 0) seen.clear();
      return true;
    }
    // Most lifts share their place and number with none: only here is anything remembered.
    if (seen.size === 0) seen.add(kindAt(first));
    if (seen.has(kindAt(row))) alike[row] = 1;
    else seen.add(kindAt(row));
    return true;
  });
  return alike;
}
