/**
 * The door of rescue. Published views: `rescue.v_incident` (id, no, lift_id, region_code, source, stage, level, opened_at,
 * arrived_at, freed_at, closed_at, freed_count, injured, false_alarm, cause, method), `rescue.v_incident_work` (how each stands, who holds
 * it), `rescue.v_follow_up` (who is to be called back until when), `rescue.v_phone_call` (calls without the number).
 */
export { countCalls } from "./views/phone-calls.ts";
export { countWork } from "./views/work-metrics.ts";
export const publishedViews = [
  "rescue.v_incident",
  "rescue.v_incident_work",
  "rescue.v_follow_up",
  "rescue.v_phone_call",
  "rescue.v_crew_arrival",
] as const;
