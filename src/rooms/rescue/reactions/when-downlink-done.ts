import { reaction } from "../../../platform/work/facts.ts";
import { downlinkDone } from "../../devices/index.ts";
import { noteDevice } from "../actions/car-call-work.ts";
import type { RescueMeans } from "../rescue-means.ts";

/** A device says what it made of a message: that it joined a call, or could not. Heard again it changes nothing. */
export const whenDownlinkDone = (means: RescueMeans) =>
  reaction(downlinkDone, "rescue/when-downlink-done", async ({ messageId, result }, job) => {
    await noteDevice(means, messageId, result);
    await means.database.transaction((tx) => job.finish(tx));
  });
