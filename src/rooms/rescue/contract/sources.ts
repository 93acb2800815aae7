/** How an alarm came: by a device, a call, or the car's page. */
export const sources = ["device", "call", "car-page"] as const;
export type Source = (typeof sources)[number];
