/**
 * How an alarm came: by a device, a call, or the car's page; by the use unit or its property manager, by a crew that found people; handed
 * over by 110, 119, 120 or the hotline 12345.
 */
export const partners = ["110", "119", "120", "12345"] as const;
export type Partner = (typeof partners)[number];
export const sources = ["device", "call", "car-page", "property", "crew", ...partners] as const;
export type Source = (typeof sources)[number];

/** `entrapment`: somebody is or may be inside · `fault`: nobody is, the lift is out of order. */
export const incidentKinds = ["entrapment", "fault"] as const;
export type IncidentKind = (typeof incidentKinds)[number];
