/** The door of the telephone line to the city's exchange: a small SIP client that joins two telephones and carries no sound (docs/telephone.md). */
export type { Failure } from "./joined-call.ts";
export { savedLeg } from "./leg.ts";
export { callHeader, createTelephone, type Telephone } from "./telephone.ts";
