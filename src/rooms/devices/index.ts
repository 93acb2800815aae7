/**
 * The door of devices: what devices and the detector say (facts), messages to a lift's device, mutes, enrolment. What lives
 * in memory (twins) comes by `DevicesDoor` from room.ts.
 *
 * Published views: none yet.
 */

export { enrolDevice } from "./actions/enrol-device.ts";
export { isMuted, muteUntil } from "./actions/mute-lift.ts";
export { queueDownlink } from "./actions/queue-downlink.ts";
export type { DevicesDoor } from "./door.ts";
export { downlinkDone, entrapmentCleared, entrapmentConfirmed, faultCleared, faultConfirmed } from "./facts.ts";
