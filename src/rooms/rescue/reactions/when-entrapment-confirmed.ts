import { retryOnConflict } from "../../../platform/streams/streams.ts";
import { reaction } from "../../../platform/work/facts.ts";
import { entrapmentConfirmed } from "../../devices/index.ts";
import { openIncidentIn } from "../actions/open-incident.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { unknownRegion } from "../views/incident-scope.ts";

/** A device's alarm opens an incident, or joins the one at its lift; the fact's hand-over ends in the same transaction. */
export const whenEntrapmentConfirmed = (means: RescueMeans) =>
  reaction(entrapmentConfirmed, "rescue/when-entrapment-confirmed", async (fact, job) => {
    await retryOnConflict(() =>
      means.database.transaction(async (tx) => {
        await openIncidentIn(
          tx,
          means,
          {
            alarmKey: `device/${job.key}`,
            source: "device",
            cause: fact.cause,
            trappedSince: fact.trappedSince,
            raisedAt: fact.raisedAt,
            where: { kind: "lift", liftId: fact.liftId },
            regionCode: unknownRegion,
            // Jobs of the version before have none.
            ...(fact.doubt ? { note: fact.doubt } : {}),
          },
          { kind: "device", id: fact.deviceId },
        );
        await job.finish(tx);
      }),
    );
  });
