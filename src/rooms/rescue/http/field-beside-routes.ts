import type { Route } from "../../../platform/http/route.ts";
import * as contract from "../contract.ts";
import { askForHelp, withdrawHelp } from "../model/decide-help.ts";
import { tellLate } from "../model/decide-late.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { fieldAct } from "./field-acts.ts";

/** What a crew tells beside the steps of a rescue. */
export const fieldBesideRoutes = (means: RescueMeans): Route[] => [
  fieldAct(means, {
    path: "late",
    summary: "The crew will be later than it said",
    body: contract.crewBodies.late,
    beside: true,
    decide: ({ ask, body: { expectedAt, ...told }, doneAt }, incident, { now }) =>
      tellLate(incident, { ...told, askId: ask.askId, expectedBefore: expectedAt ?? null, by: "app" }, doneAt ?? now),
  }),
  fieldAct(means, {
    path: "help",
    summary: "The crew needs somebody or something",
    body: contract.crewBodies.help,
    beside: true,
    decide: ({ ask, key, body }, incident) => askForHelp(incident, { helpId: key, askId: ask.askId, ...body }),
  }),
  fieldAct(means, {
    path: "help-withdraw",
    summary: "The help is not needed any more",
    body: contract.crewBodies.helpWithdraw,
    beside: true,
    decide: ({ ask, body }, incident) => withdrawHelp(incident, ask.askId, body.helpId),
  }),
];
