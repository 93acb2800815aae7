import { reaction } from "../../../platform/work/facts.ts";
import { powerChanged } from "../../devices/index.ts";
import { takePower } from "../actions/take-power.ts";
import type { Means } from "../rescue-means.ts";

/** Lifts have lost their supply or have it again: kept for each, and storms that run where they stand are looked at. */
export const whenPowerChanged = (means: Means) =>
  reaction(powerChanged, "rescue/when-power-changed", ({ changes }, job) =>
    means.database.transaction(async (tx) => {
      await takePower(tx, changes, means.clock.now());
      await job.finish(tx);
    }),
  );
