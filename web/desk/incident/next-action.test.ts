import { describe, expect, it } from "vitest";
import type { Ask, Candidate, IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { nextAction } from "./next-action.ts";

const why = {
  level: 1,
  rule: "contracted-unit",
  etaSeconds: 360,
  metres: 2_100,
  etaSource: "roads",
  candidates: 2,
  nextBestSeconds: 500,
  reason: null,
} as const;
const ask = (status: Ask["status"]): Ask => ({
  askId: "a1",
  crewId: "c1",
  crew: "crew 1",
  organisation: "unit",
  level: 1,
  status,
  askedAt: 0,
  respondBy: 90_000,
  answeredAt: null,
  expectedAt: null,
  arriveBy: null,
  arrivedAt: null,
  cameAt: null,
  refusal: null,
  why,
});
const service = (status: IncidentRow["outside"][number]["status"]): IncidentRow["outside"][number] => ({
  service: "119",
  status,
  at: 0,
  hazards: ["fire"],
  callBy: 60_000,
  calledAt: null,
  overdue: false,
  caseNo: null,
  freed: null,
});
const taken = (part: Partial<IncidentRow>): IncidentRow =>
  ({
    stage: "finding-crew",
    freedAt: null,
    takenBy: "Chen",
    persons: 2,
    asks: [],
    useUnit: { name: "unit", status: "guarding", at: 0 },
    deviceSaysFree: false,
    carSaysFree: false,
    carSaysMistake: false,
    outsideHelp: [],
    help: [],
    outside: [],
    ...part,
  }) as unknown as IncidentRow;
const help = (answer?: "arranged"): IncidentRow["help"][number] => ({
  ...{ helpId: "h", askId: "a1", what: "ambulance", text: null, askedAt: 0, seenAt: null, withdrawnAt: null },
  answer: answer === undefined ? null : { answer, note: null, at: 0 },
});
const late = { delay: { minutes: 10, reason: "traffic", saidAt: 0 }, expectedAt: 2_000, arriveBy: 1_000 } as const;
const best: Candidate = {
  crewId: "c2",
  crew: "crew 2",
  organisation: "unit",
  busy: false,
  position: { lat: 0, lon: 0 },
  why,
};

describe("the next right action", () => {
  it.each([
    ["nobody has taken it", taken({ takenBy: null }), undefined, "take"],
    ["119 is to be called", taken({ takenBy: null, outside: [service("wanted")] }), best, "call-outside"],
    ["119 did not answer", taken({ outside: [service("no-answer")] }), best, "call-outside"],
    [
      "120 did not answer, and the people are out",
      taken({ stage: "freed", freedAt: 1, outside: [service("no-answer")] }),
      undefined,
      "secured",
    ],
    ["119 was called", taken({ outside: [service("called")] }), best, "ask-best"],
    ["a crew can be sent", taken({}), best, "ask-best"],
    ["nobody can be sent", taken({ stage: "no-crew" }), undefined, "outside"],
    ["outside help was called", taken({ stage: "no-crew", outsideHelp: ["119"] }), undefined, "choose-crew"],
    ["a crew was asked", taken({ stage: "crew-asked", asks: [ask("asked")] }), best, "accept"],
    [
      "the use unit has not answered",
      taken({ asks: [ask("accepted")], useUnit: { name: "unit", status: "asked", at: 0 } }),
      undefined,
      "use-unit",
    ],
    ["the number of people is unknown", taken({ asks: [ask("accepted")], persons: null }), undefined, "persons"],
    [
      "the one crew says that it will be too late",
      taken({ asks: [{ ...ask("accepted"), ...late }] }),
      undefined,
      "late",
    ],
    [
      "two come, one of them late",
      taken({ asks: [{ ...ask("accepted"), ...late }, ask("asked")] }),
      undefined,
      "arrived",
    ],
    [
      "it is late, and yet in time",
      taken({ asks: [{ ...ask("accepted"), ...late, arriveBy: 3_000 }] }),
      undefined,
      "arrived",
    ],
    ["the crew is on its way", taken({ asks: [ask("refused"), ask("accepted")] }), undefined, "arrived"],
    ["the crew is there and needs help", taken({ asks: [ask("arrived")], help: [help()] }), undefined, "help"],
    ["the people are out, and help is needed", taken({ stage: "freed", help: [help()] }), undefined, "help"],
    ["what was asked for is arranged", taken({ asks: [ask("arrived")], help: [help("arranged")] }), undefined, "freed"],
    ["the crew is there", taken({ asks: [ask("arrived")] }), undefined, "freed"],
    ["the device says free", taken({ asks: [ask("accepted")], deviceSaysFree: true }), undefined, "confirm-free"],
    ["the car says mistake", taken({ asks: [ask("accepted")], carSaysMistake: true }), undefined, "confirm-mistake"],
    ["people are out", taken({ stage: "freed", takenBy: null }), undefined, "secured"],
    ["the lift is secured", taken({ stage: "secured" }), undefined, "close"],
    ["it is closed", taken({ stage: "closed" }), undefined, "closed"],
  ])("when %s", (_, row, candidate, kind) => {
    expect(nextAction(row, candidate).kind).toBe(kind);
  });
});
