/** Four urgencies and no more, the same on map, queue, phone and bulletin (look.md). `done` = freed or closed (green). */
export const urgencies = ["life", "trapped", "late-soon", "information", "done"] as const;
export type Urgency = (typeof urgencies)[number];
