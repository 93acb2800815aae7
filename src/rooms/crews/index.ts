/** The door of crews: who is on duty and where. Published view: `crews.v_crew`. */
export { type AbilityFacts, abilitiesOn } from "./abilities.ts";
export { type CrewOnDuty, type CrewRecord, crewsOnDuty, findCrew } from "./crew-record.ts";
