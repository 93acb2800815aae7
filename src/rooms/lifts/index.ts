/**
 * The door of lifts: which lift a code names, where it stands, who answers for it, and its lifecycle ledger.
 *
 * Published views: lifts.v_lift (id, register_code, device_code, rescue_code, kind, place, compound, building, unit,
 * lift_no, address, region_code, lat, lon, floors, registration, service, use_unit_id, use_unit, use_unit_duty_phone,
 * maintenance_unit_id, maintenance_unit, maintenance_duty_phone, registered_here_at), lifts.v_way_in (id,
 * region_code, compound, building, unit, lift_no, access_note, machine_room, key_place), lifts.v_lift_state and
 * lifts.v_maintained (for counts of the whole fleet), lifts.v_rated_speed (lift_id, rated_speed in mm/s) and
 * lifts.v_serves (lift_id, role, organisation_id, from_date, to_date).
 */
export { type CheckpointKey, openCheckpointKey } from "./actions/checkpoint-key.ts";
export { findLiftsByRegisterCodes } from "./actions/known-lifts.ts";
export { recordTrace, recordTraces, type Trace } from "./actions/record-traces.ts";
export { confirmSign } from "./actions/rescue-codes.ts";
export { regionPrefix } from "./model/region-prefix.ts";
export type { RegisterIndex } from "./register-index/register-index.ts";
export { ledgerHeadsProof } from "./views/backup-proof.ts";
export { checkPageToken } from "./views/check-page-token.ts";
export {
  findLiftByAnyCode,
  findLiftByRegisterCode,
  findLiftByRescueCode,
  liftById,
} from "./views/find-lift.ts";
export { isVisible, visibleLiftCondition } from "./views/visible-lifts.ts";
