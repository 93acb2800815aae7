import { createDice } from "../dice.ts";
import { type Block, blocksPerCell, isOpen, type StreetPlan } from "../streets/street-plan.ts";

/** Where sites are built: whole blocks for housing, quarters of a block for others, nearest to the middle first with much chance. */
export type Plot = {
  readonly block: Block /** 0–3: west or east of the block's own road, lower or upper half. */;
  readonly quarter: number;
};
export type Plots = {
  readonly whole: () => Plot;
  readonly quarter: () => Plot;
  /** At the edge of the city, for factories. */
  readonly outside: () => Plot;
};

/** Blocks are taken once; a city that is full throws. */
export function openPlots(plan: StreetPlan, seed: number, expectedBlocks: number): Plots {
  const order = blocksByNearness(plan, seed);
  const taken = new Uint8Array(order.length);
  const cursor = (from: number) => {
    let at = Math.min(from, order.length - 1);
    return (): Block => {
      for (let tries = 0; tries <= order.length; tries += 1) {
        const index = at % order.length;
        at += 1;
        const block = order[index];
        if (block === undefined || taken[index] === 1) continue;
        taken[index] = 1;
        return block;
      }
      throw new Error("the invented city has no block left");
    };
  };
  const quartersOf = (next: () => Block) => {
    let [block, quarter] = [undefined as Block | undefined, 3];
    return (): Plot => {
      quarter = (quarter + 1) % 4;
      if (block === undefined || quarter === 0) block = next();
      return { block, quarter };
    };
  };
  const inside = cursor(0);
  return {
    whole: () => ({ block: inside(), quarter: 0 }),
    quarter: quartersOf(inside),
    outside: quartersOf(cursor(Math.floor(Math.min(expectedBlocks, order.length) * 0.75))),
  };
}

function blocksByNearness(plan: StreetPlan, seed: number): Block[] {
  const side = plan.cells * blocksPerCell;
  const dice = createDice(seed);
  const ranked: { block: Block; rank: number }[] = [];
  for (let bi = 0; bi < side; bi += 1)
    for (let bj = 0; bj < side; bj += 1) {
      const block = { bi, bj };
      if (isOpen(plan, block)) continue;
      const far = Math.hypot(bi - side / 2, bj - side / 2) / side;
      ranked.push({ block, rank: far + dice(bi * side + bj, 1) * 0.7 });
    }
  return ranked.sort((a, b) => a.rank - b.rank).map(({ block }) => block);
}
