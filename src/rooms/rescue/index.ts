/**
 * The door of rescue. Published view: `rescue.v_incident` (id, no, lift_id, region_code, source, stage, level, opened_at,
 * arrived_at, freed_at, closed_at, freed_count, injured, false_alarm, cause, method). No room stands above it yet, so it offers neither
 * commands nor facts.
 */
export const publishedViews = ["rescue.v_incident"] as const;
