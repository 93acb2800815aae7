/** The door of the telephone line to the city's exchange: a small SIP client that joins two telephones and carries no sound (docs/telephone.md). */
export { savedLeg } from "./leg.ts";
export type { ExchangeState } from "./registration.ts";
export { type CallLook, createTelephone, type Telephone } from "./telephone.ts";
