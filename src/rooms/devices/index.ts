/**
 * The door of devices: what devices and the detector say (facts), messages to a lift's device, mutes, enrolment. What lives
 * in memory (twins) comes by `DevicesDoor` from room.ts.
 *
 * Published views: devices.v_test_time (lift_id, from_at, to_at): when a lift is under a docking check. What its device says then is no
 * statistic of the lift.
 */

export { enrolDevice } from "./actions/enrol-device.ts";
export { isMuted, muteUntil } from "./actions/mute-lift.ts";
export { queueDownlink } from "./actions/queue-downlink.ts";
export type { DevicesDoor } from "./door.ts";
export {
  downlinkDone,
  entrapmentCleared,
  entrapmentConfirmed,
  faultCleared,
  faultConfirmed,
  liftDark,
  liftDarkEnded,
  networkEventEnded,
  networkEventOpened,
  powerChanged,
} from "./facts.ts";
