import type { Instant } from "../../../kernel/clock.ts";
import type { AskId } from "../../../kernel/ids.ts";
import type { HelpKind } from "../contract/crew-phone.ts";
import type { IncidentEvent } from "./incident-events.ts";

/**
 * A request for help. asked → seen → arranged or refused is the good way; withdrawn ends it at any time. A second crew that
 * was arranged and then refuses, or does not answer, opens it again: nobody is coming.
 */
export type Help = {
  readonly helpId: string;
  readonly askId: AskId;
  readonly what: HelpKind;
  readonly text: string | null;
  readonly askedAt: Instant;
  readonly seenAt: Instant | null;
  readonly answer: {
    readonly answer: "arranged" | "refused";
    readonly note: string | null;
    readonly at: Instant;
    /** The crew that was asked for it. */
    readonly askId?: AskId;
  } | null;
  readonly withdrawnAt: Instant | null;
};
/** What is known of it in the incident's state; rows of before have none. */
export type WithHelp = { readonly help?: readonly Help[] };

/** Whether somebody must still do something about it. */
export const isHelpOpen = ({ answer, withdrawnAt }: Help): boolean => answer === null && withdrawnAt === null;

export const openHelps = ({ help = [] }: WithHelp): Help[] => help.filter(isHelpOpen);

const serviceFor = { "119": "fire", "120": "ambulance", "110": "police" } as const;

/** How requests for help stand after an event, whatever it is about; undefined: as before. */
export function helpAfter(before: WithHelp, event: IncidentEvent, at: Instant): readonly Help[] | undefined {
  const { help = [] } = before;
  const change = (which: (each: Help) => boolean, part: (each: Help) => Partial<Help>) =>
    help.some(which) ? help.map((each) => (which(each) ? { ...each, ...part(each) } : each)) : undefined;
  const open = (what: HelpKind) => (each: Help) => each.what === what && isHelpOpen(each);
  const arranged = (askId?: AskId) => (each: Help) => ({
    seenAt: each.seenAt ?? at,
    answer: { answer: "arranged" as const, note: null, at, ...(askId === undefined ? {} : { askId }) },
  });
  switch (event.type) {
    case "HelpAsked": {
      const { helpId, askId, what, text } = event;
      return [...help, { helpId, askId, what, text, askedAt: at, seenAt: null, answer: null, withdrawnAt: null }];
    }
    case "HelpWithdrawn":
      return change(
        (each) => each.helpId === event.helpId,
        () => ({ withdrawnAt: at }),
      );
    case "HelpSeen":
      return change(
        (each) => each.helpId === event.helpId,
        (each) => ({ seenAt: each.seenAt ?? at }),
      );
    case "HelpAnswered":
      return change(
        (each) => each.helpId === event.helpId,
        (each) => ({ seenAt: each.seenAt ?? at, answer: { answer: event.answer, note: event.note, at } }),
      );
    // What the desk does anyway answers the request.
    case "OutsideHelpRecorded":
      return change(open(serviceFor[event.service]), arranged());
    case "CrewAsked":
      return event.why.line === "help" ? change(open("second-crew"), arranged(event.askId)) : undefined;
    case "CrewRefused":
    case "CrewAskOverdue":
    case "ArrivalOverdue":
      return change(
        (each) => each.answer?.askId === event.askId,
        () => ({ answer: null }),
      );
    default:
      return undefined;
  }
}
