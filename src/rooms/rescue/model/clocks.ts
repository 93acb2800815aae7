/**
 * The clocks of a rescue, in seconds, as the city's settings give them (table `rescue.clock`, each with its source).
 * - crewAnswer: asked → accepted or refused, before another crew is asked
 * - arrive: accepted (the unit's receipt) → at the lift (TSG T5002-2017: 30 min in municipalities and prefecture cities)
 * - arriveElsewhere: the same where there is no city of a prefecture's rank (T5002: 1 h); model/arrive-limit.ts says which applies
 * - searchAgain: after nobody was found → next search
 * - free: arrived → freed, before the desk is asked to look; then again and again
 * - close: freed → closed, before the desk is reminded; then again and again
 * - strandedFirst, strandedSecond: in the car → the desk is warned
 * - strandedAccident: in the car → an accident is suspected (特种设备安全监察条例 64(三): two hours)
 * - accidentReport: suspected → reported (一小时内上报)
 * - faultHandOver: a fault was reported → handed to repair, before the desk is reminded; then again and again
 * - faultRepair: handed to repair → closed, before the desk is reminded; then again and again
 * - outsideCall: a hazard is known → 120 or 119 is called, before the desk is reminded
 * - outsideAnswer: called → answered, before the desk is reminded
 * - noticeExpires: after which a telling that nobody took is void
 */
export type Clocks = {
  readonly crewAnswer: number;
  readonly arrive: number;
  readonly searchAgain: number;
  readonly free: number;
  readonly close: number;
  readonly strandedFirst: number;
  readonly strandedSecond: number;
  readonly strandedAccident: number;
  readonly accidentReport: number;
  readonly faultHandOver: number;
  readonly faultRepair: number;
  readonly outsideCall: number;
  readonly outsideAnswer: number;
  readonly noticeExpires: number;
};
export const clockNames = [
  "crewAnswer",
  "arrive",
  "searchAgain",
  "free",
  "close",
  "strandedFirst",
  "strandedSecond",
  "strandedAccident",
  "accidentReport",
  "faultHandOver",
  "faultRepair",
  "outsideCall",
  "outsideAnswer",
  "noticeExpires",
] as const satisfies readonly (keyof Clocks)[];

/** How many crews of the contracted unit are asked before level 2 begins. */
export const levelOneAsksMax = 2;
/** A new estimate is told only when it differs by more than this. */
export const reestimateSeconds = 60;
/** How often a crew on its way is looked after. */
export const progressCheckSeconds = 60;
/** How often a rescue in a storm makes sure that the storm is still planned. */
export const stormCheckSeconds = 60;
