import { say } from "../texts/list-texts.ts";

const metrics = [
  "incidents",
  "open",
  "freed-incidents",
  "people-freed",
  "false-alarms",
  "by-device",
  "by-call",
  "by-car-page",
  "by-property",
  "by-crew",
  "by-110",
  "by-119",
  "by-120",
  "by-12345",
  "level-1",
  "level-2",
  "level-3",
  "arrived-within-30-minutes",
  "arrived-later",
  "arrivals-proved",
  "arrivals-unproved",
  "freed-by-themselves",
  "freed-by-fire-service",
  "injured",
  "casualties",
  "entrapments",
  "late-from-alarm",
  "late-from-receipt",
  "suspected-accidents",
  "reopened",
  "faults",
  "followed-up",
  "follow-up-waiting",
  "follow-up-due",
  "follow-up-overdue",
  "not-taken-over",
  "held-by-desk",
  "incomplete-record",
  "answer",
  "dispatch",
  "arrival",
  "release",
] as const;
const events = [
  "IncidentOpened",
  "IncidentTaken",
  "CrewAsked",
  "CrewAccepted",
  "CrewArrived",
  "PeopleFreed",
  "IncidentClosed",
] as const;

/** A metric's word; a new one of the server shows its own name. */
export function metricWord(metric: string): string {
  const known = metrics.find((each) => each === metric);
  return known === undefined ? metric : say(`metric.${known}`);
}

/** 「受理或接单」 for `IncidentTaken | CrewAccepted`. */
export function eventWord(event: string): string {
  const words = event.split("|").map((part) => {
    const known = events.find((each) => each === part.trim());
    return known === undefined ? part.trim() : say(`event.${known}`);
  });
  return words.join(` ${say("event.or")} `);
}
