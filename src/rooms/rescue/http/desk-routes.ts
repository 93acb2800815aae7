import type { Route } from "../../../platform/http/route.ts";
import * as afterwards from "../contract/afterwards.ts";
import * as contract from "../contract.ts";
import { judgeAccident, reportAccident } from "../model/accident.ts";
import { addNote, answerForUseUnit, reportPersons, take } from "../model/decide-alarm.ts";
import { close, confirmFalse, followUp, free, handToRepair, reopen, secure } from "../model/decide-end.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { deskAct } from "./desk-acts.ts";

/** What the desk does with an incident. Each is a person's act: audited, with the sender's key, within the dispatcher's regions. */
export const deskRoutes = (means: RescueMeans): Route[] => [
  ...duringRescue(means),
  ...atItsEnd(means),
  ...repairs(means),
  ...afterTheRescue(means),
];

const duringRescue = (means: RescueMeans): Route[] => [
  deskAct(means, {
    path: "take",
    name: "take",
    summary: "The desk takes the incident",
    body: contract.keyBody,
    decide: (_input, incident) => take(incident),
  }),
  deskAct(means, {
    path: "persons",
    name: "persons",
    summary: "How many are in the car",
    body: contract.personsBody,
    decide: ({ body: { key: _, ...report } }, incident) => reportPersons(incident, report),
  }),
  deskAct(means, {
    path: "use-unit",
    name: "use-unit",
    summary: "What the use unit's duty phone answered",
    body: contract.useUnitBody,
    decide: ({ body }, incident) => answerForUseUnit(incident, body.answer),
  }),
  deskAct(means, {
    path: "note",
    name: "note",
    summary: "A note",
    body: contract.noteBody,
    decide: ({ body }, incident) => addNote(incident, body.text),
  }),
];

const repairs = (means: RescueMeans): Route[] => [
  deskAct(means, {
    path: "repair",
    name: "repair",
    summary: "Handed to repair; the maintenance unit's duty phone is told",
    body: contract.repairBody,
    decide: ({ body }, incident) => handToRepair(incident, body.to),
  }),
];

const atItsEnd = (means: RescueMeans): Route[] => [
  deskAct(means, {
    path: "false-alarm",
    name: "false-alarm",
    summary: "Nobody is trapped, a person made sure",
    body: contract.falseAlarmBody,
    decide: ({ body }, incident) => confirmFalse(incident, body.reason),
  }),
  deskAct(means, {
    path: "freed",
    name: "freed",
    summary: "Everybody is out",
    body: contract.freedBody,
    decide: ({ body: { key: _, ...report } }, incident) => free(incident, report),
  }),
  deskAct(means, {
    path: "secured",
    name: "secured",
    summary: "How the lift was left",
    body: contract.securedBody,
    decide: ({ body }, incident) => secure(incident, body.state),
  }),
  deskAct(means, {
    path: "close",
    name: "close",
    summary: "Closed with its cause",
    body: contract.closeBody,
    decide: ({ body: { key: _, ...report } }, incident) => close(incident, report),
  }),
];

const afterTheRescue = (means: RescueMeans): Route[] => [
  deskAct(means, {
    path: "reopen",
    name: "reopen",
    summary: "Taken up again: people are inside after all, or the record was closed too soon",
    body: afterwards.reopenBody,
    decide: ({ body: { key: _, ...report } }, incident) => reopen(incident, report),
  }),
  deskAct(means, {
    path: "follow-up",
    name: "follow-up",
    summary: "What the person who was called back said",
    body: afterwards.followUpBody,
    decide: ({ body: { key: _, ...said } }, incident) => followUp(incident, said),
  }),
  deskAct(means, {
    path: "accident/report",
    name: "accident-report",
    summary: "The suspected accident was reported",
    body: afterwards.accidentReportBody,
    decide: ({ body }, incident) => reportAccident(incident, body.to),
  }),
  deskAct(means, {
    path: "accident/judge",
    name: "accident-judge",
    summary: "Whether it was an accident, decided and signed by an officer",
    permission: "rescue.accidents.judge",
    grave: true,
    body: afterwards.accidentJudgeBody,
    decide: ({ body }, incident) => judgeAccident(incident, body.verdict, body.reason),
  }),
];
