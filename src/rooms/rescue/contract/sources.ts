/** How an alarm came: by a device, a call, or the car's page. */
export const sources = ["device", "call", "car-page"] as const;
export type Source = (typeof sources)[number];

/** `entrapment`: somebody is or may be inside · `fault`: nobody is, the lift is out of order. */
export const incidentKinds = ["entrapment", "fault"] as const;
export type IncidentKind = (typeof incidentKinds)[number];
