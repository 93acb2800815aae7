import type { OrganisationId } from "../../src/kernel/ids.ts";
import { evolve, type Incident } from "../../src/rooms/rescue/model/incident.ts";
import type { Call } from "./nature.ts";

/** The incident that a call opens, by the platform's own fold. */
export function openedIncident(call: Call, contracted: boolean): Incident {
  const at = call.at * 1_000;
  return evolve(
    undefined,
    {
      type: "IncidentOpened",
      no: `${call.day}-${call.number}`,
      liftId: null,
      placeKey: `site-${call.site.node}`,
      place: "",
      position: null,
      regionCode: "990101",
      maintenanceUnitId: contracted ? (`unit-${call.site.unit}` as OrganisationId) : null,
      useUnitId: null,
      source: "device",
      cause: "vendor-event",
      alarmKey: `sim/${call.day}-${call.number}`,
      trappedSince: at,
      workInProgress: false,
    },
    at,
  );
}
