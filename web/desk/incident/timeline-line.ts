import { accidentReasons, accidentVerdicts } from "../../../src/rooms/rescue/contract/afterwards.ts";
import { carCallEnders, carCallFailures, carCallSides } from "../../../src/rooms/rescue/contract/car-calls.ts";
import { sources } from "../../../src/rooms/rescue/contract/sources.ts";
import type { IncidentRow, TimelineEntry, Why } from "../../../src/rooms/rescue/contract.ts";
import { formatSpan } from "../../ui/format-duration.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { language } from "../../ui/texts/language.ts";
import { word } from "../../ui/texts/shared-texts.ts";
import { helpSentences } from "../hazards/timeline-help.ts";
import { say as after } from "../texts/after-texts.ts";
import { say as sayCall } from "../texts/car-call-texts.ts";
import { say } from "../texts/desk-texts.ts";
import { say as sayMerge } from "../texts/merge-texts.ts";
import { tell } from "../texts/timeline-texts.ts";
import { refusalText } from "./refusal-text.ts";
import { percent, whyLine } from "./why-line.ts";

/** What an event says in the viewer's language. An unknown type shows its own name rather than nothing. */
export function timelineLine(entry: TimelineEntry, row: IncidentRow, causes: Causes): string {
  const ofHelp = helpSentences[entry.type];
  if (ofHelp !== undefined) return ofHelp(entry.data);
  const words = sentences[entry.type];
  return words === undefined ? tell("other", { type: entry.type }) : words(new Fields(entry.data, row, causes));
}

/** Names of the cause codes; empty until the table has come. */
export type Causes = Readonly<Record<string, { readonly zh: string; readonly en: string }>>;

type Sentence = (fields: Fields) => string;

/** Reads an event's own fields, whatever an older version of it lacks. */
class Fields {
  readonly data: TimelineEntry["data"];
  readonly row: IncidentRow;
  readonly causes: Causes;
  constructor(data: TimelineEntry["data"], row: IncidentRow, causes: Causes) {
    this.data = data;
    this.row = row;
    this.causes = causes;
  }
  text(name: string): string {
    const value = this.data[name];
    return value === null || value === undefined ? "" : String(value);
  }
  count(name: string): number {
    return Number(this.data[name] ?? 0);
  }
  time(name: string): string {
    return this.data[name] === undefined ? "" : formatTimeOfDay(this.count(name));
  }
  get crew(): string {
    return this.row.asks.find((ask) => ask.askId === this.data.askId)?.crew ?? tell("crew.unknown");
  }
  get phone(): string {
    if (this.data.by === "merge") return tell("by-merge");
    return this.data.by === "phone" ? tell("by-phone") : "";
  }
  /** Number of the incident that an alarm was split off from; empty: it was not. */
  get splitFrom(): string {
    const from = this.data.splitFrom;
    return typeof from === "object" && from !== null && "no" in from ? String(from.no) : "";
  }
  /** Of a drill; null: it is none. */
  get scenario(): string | null {
    const { drill } = this.data;
    return typeof drill === "object" && drill !== null && "scenario" in drill ? String(drill.scenario) : null;
  }
  get whyMerged(): { readonly reason: string; readonly because: string } {
    const because = Array.isArray(this.data.because) ? this.data.because : [];
    const words = because.map((each) => worded(mergeReasons, String(each), (code) => sayMerge(`because.${code}`)));
    const none = sayMerge("because.none");
    return {
      reason: this.text("reason"),
      because: words.length === 0 ? none : words.join(language() === "en" ? ", " : "、"),
    };
  }
  get why(): string {
    return typeof this.data.why === "object" && this.data.why !== null ? whyLine(this.data.why as Why) : "";
  }
  get source(): string {
    return worded(sources, this.text("source"), (source) => word(`source.${source}`));
  }
  /** 「：说明」 or nothing. */
  aside(name: string): string {
    const text = this.text(name);
    return text === "" ? "" : `${language() === "en" ? ": " : "："}${text}`;
  }
}

const persons: Sentence = (fields) => {
  const parts = [
    fields.data.persons == null
      ? say("queue.persons.unknown")
      : say("queue.persons", { count: fields.count("persons") }),
    ...(fields.count("injured") > 0 ? [say("queue.injured", { count: fields.count("injured") })] : []),
    ...(fields.data.vulnerable === true ? [say("queue.vulnerable")] : []),
  ];
  return tell("PersonsReported", { persons: parts.join(language() === "en" ? ", " : "，") });
};

const useUnitAnswers = ["on-my-way", "guarding", "false-alarm", "no-answer"] as const;
const freedBys = ["crew", "use-unit", "themselves", "fire-service"] as const;
const levelReasons = [
  "no-crew-at-level-1",
  "level-1-did-not-answer",
  "level-1-refused",
  "level-1-is-late",
  "level-1-too-far",
  "level-1-may-be-late",
  "storm",
  "no-contracted-unit",
  "dispatcher",
] as const;
const standDowns = [
  "another-crew-came",
  "another-crew-nearer",
  "people-are-out",
  "false-alarm",
  "desk-chose-another",
  "merged",
  "goes-on-in-other",
  "real-rescue",
  "drill-over",
] as const;
const mergeReasons = ["same-lift", "same-building", "near", "same-caller", "moments-apart"] as const;
const alerts = ["not-freed", "not-closed", "late", "fault-waits"] as const;
const satisfactions = ["1", "2", "3", "4", "5"] as const;
const methods = ["level-door", "hand-winding", "forced-door", "counterweight", "adjustment", "other"] as const;

/** The word of a code that this page knows; the code itself otherwise. */
const worded = <Code extends string>(codes: readonly Code[], value: string, words: (code: Code) => string): string => {
  const known = codes.find((each) => each === value);
  return known === undefined ? value : words(known);
};

const closed: Sentence = (fields) => {
  const code = fields.text("cause");
  if (code === "") return tell("IncidentClosed");
  const name = fields.causes[code];
  const cause = name === undefined ? code : `${code} ${language() === "en" ? name.en : name.zh}`;
  const method = fields.text("method");
  const join = language() === "en" ? ", " : "，";
  return tell("IncidentClosed.cause", {
    cause,
    method: method === "" ? "" : join + worded(methods, method, (code) => word(`method.${code}`)),
    note: fields.aside("note"),
  });
};

const weighings = ["gain", "lateness", "time", "not-worth-it", "clearly-nearer"] as const;

/** Whether a second crew pays: the figures that it was decided by, and the thresholds of the city. */
const weighed: Sentence = (fields) => {
  const figures = (fields.data.figures ?? {}) as Record<string, number>;
  const question = (fields.data.question ?? {}) as { settings?: Record<string, number>; sinceAlarmSeconds?: number };
  const { settings = {}, sinceAlarmSeconds = 0 } = question;
  return worded(weighings, fields.text("rule"), (code) =>
    tell(`SecondCrewWeighed.${code}`, {
      since: Math.round(sinceAlarmSeconds / 60),
      limit: Math.round((settings.limitSeconds ?? 0) / 60),
      latest: Math.round((settings.latestStartSeconds ?? 0) / 60),
      without: percent(figures.lateWithout ?? 0),
      with: percent(figures.lateWith ?? 0),
      minutes: Math.round(figures.minutesWithout ?? 0),
      gain: (figures.gainMinutes ?? 0).toFixed(1),
      threshold: settings.gainMinutes ?? 0,
      share: percent(settings.lateShare ?? 0),
    }),
  );
};

const sentences: Readonly<Record<string, Sentence>> = {
  IncidentOpened: (fields) => {
    const { source, splitFrom: no } = fields;
    const place = fields.text("place");
    const { scenario } = fields;
    if (scenario !== null) return tell("IncidentOpened.drill", { place, scenario });
    return no === "" ? tell("IncidentOpened", { source, place }) : tell("IncidentOpened.split", { source, place, no });
  },
  AlarmJoined: (fields) => {
    const { source, splitFrom: no } = fields;
    if (no !== "") return tell("AlarmJoined.person", { source, no });
    const because = fields.text("because");
    return because === "lift" || because === "code"
      ? tell(`AlarmJoined.${because}`, { source })
      : tell("AlarmJoined", { source });
  },
  IncidentMerged: (fields) => tell("IncidentMerged", { no: fields.text("intoNo"), ...fields.whyMerged }),
  IncidentJoined: (fields) => tell("IncidentJoined", { no: fields.text("fromNo"), ...fields.whyMerged }),
  MergeUndone: (fields) => tell("MergeUndone", { no: fields.text("fromNo"), reason: fields.text("reason") }),
  JoinUndone: (fields) => tell("JoinUndone", { no: fields.text("fromNo"), reason: fields.text("reason") }),
  AlarmSplitOff: (fields) => tell("AlarmSplitOff", { no: fields.text("toNo"), reason: fields.text("reason") }),
  IncidentTaken: () => tell("IncidentTaken"),
  PersonsReported: persons,
  UseUnitAsked: (fields) => tell(fields.data.phoneKnown === false ? "UseUnitAsked.no-phone" : "UseUnitAsked"),
  UseUnitAnswered: (fields) =>
    tell("UseUnitAnswered", {
      answer: worded(useUnitAnswers, fields.text("answer"), (code) => word(`use-unit.${code}`)),
    }),
  CrewAsked: (fields) => tell("CrewAsked", { crew: fields.crew, why: fields.why }),
  CrewAccepted: (fields) =>
    tell("CrewAccepted", { crew: fields.crew, time: fields.time("expectedAt"), phone: fields.phone }),
  CrewRefused: (fields) =>
    tell("CrewRefused", {
      crew: fields.crew,
      reason: refusalText(fields.text("reason")) + fields.aside("text"),
      phone: fields.phone,
    }),
  CrewAskOverdue: (fields) => tell("CrewAskOverdue", { crew: fields.crew }),
  CrewStoodDown: (fields) =>
    worded(standDowns, fields.text("reason"), (code) => tell(`CrewStoodDown.${code}`, { crew: fields.crew })),
  ArrivalReestimated: (fields) => tell("ArrivalReestimated", { crew: fields.crew, time: fields.time("expectedAt") }),
  ArrivalOverdue: (fields) => tell("ArrivalOverdue", { crew: fields.crew }),
  LevelRaised: (fields) =>
    tell(fields.count("level") === 3 ? "LevelRaised.3" : "LevelRaised.2", {
      reason: worded(levelReasons, fields.text("reason"), (code) => tell(`level-reason.${code}`)),
    }),
  NoCrewFound: (fields) => tell("NoCrewFound", { level: fields.count("level") }),
  OutsideHelpRecorded: (fields) =>
    tell("OutsideHelpRecorded", { service: fields.text("service"), note: fields.aside("note") }),
  CrewArrived: (fields) => tell("CrewArrived", { crew: fields.crew, phone: fields.phone }),
  ContractedCrewCame: (fields) => tell("ContractedCrewCame", { crew: fields.crew, phone: fields.phone }),
  SecondCrewWeighed: weighed,
  SecondCrewSwitched: (fields) =>
    tell(fields.data.allowed === true ? "SecondCrewSwitched.on" : "SecondCrewSwitched.off", {
      reason: fields.text("reason"),
    }),
  StormJoined: () => tell("StormJoined"),
  StormLeft: (fields) => tell(fields.data.reason === "no-plan" ? "StormLeft.no-plan" : "StormLeft.storm-over"),
  StillInsideAsked: (fields) =>
    tell(fields.data.because === "supply-back" ? "StillInsideAsked.supply" : "StillInsideAsked", {
      round: fields.count("round"),
    }),
  StillInsideAnswered: (fields) =>
    tell(fields.data.inside === true ? "StillInsideAnswered.in" : "StillInsideAnswered.out"),
  StormMessageSent: (fields) => tell("StormMessageSent", { text: fields.text("text") }),
  PeopleFreed: (fields) =>
    tell("PeopleFreed", {
      count: fields.count("count"),
      injured: fields.count("injured") > 0 ? tell("PeopleFreed.injured", { count: fields.count("injured") }) : "",
      by: worded(freedBys, fields.text("freedBy"), (code) => word(`freed-by.${code}`)),
    }),
  LiftSecured: (fields) => tell(fields.data.state === "running" ? "LiftSecured.running" : "LiftSecured.stopped"),
  DeviceSaidFree: () => tell("DeviceSaidFree"),
  CarSaidFree: () => tell("CarSaidFree"),
  CarSaidMistake: () => tell("CarSaidMistake"),
  DeskAlerted: (fields) => worded(alerts, fields.text("about"), (code) => tell(`DeskAlerted.${code}`)),
  FalseAlarmConfirmed: (fields) => tell("FalseAlarmConfirmed", { reason: fields.text("reason") }),
  StrandedWarned: (fields) => tell("StrandedWarned", { minutes: Math.round(fields.count("afterSeconds") / 60) }),
  AccidentSuspected: (fields) => {
    const reasons = Array.isArray(fields.data.reasons) ? fields.data.reasons : [];
    const words = reasons.map((reason) => worded(accidentReasons, String(reason), (code) => after(`reason.${code}`)));
    return tell("AccidentSuspected", {
      reasons: words.join(language() === "en" ? ", " : "、"),
      time: fields.time("reportBy"),
    });
  },
  AccidentReported: (fields) => tell("AccidentReported", { to: fields.text("to") }),
  AccidentJudged: (fields) =>
    tell("AccidentJudged", {
      verdict: worded(accidentVerdicts, fields.text("verdict"), (code) => after(`verdict.${code}`)),
      reason: fields.text("reason"),
    }),
  IncidentReopened: (fields) =>
    tell(fields.data.stillInside === true ? "IncidentReopened.inside" : "IncidentReopened.record", {
      reason: fields.text("reason"),
    }),
  FollowedUp: (fields) => {
    const said = worded(satisfactions, fields.text("satisfaction"), (code) => after(`follow.${code}`));
    return fields.data.reached === true
      ? tell("FollowedUp.reached", { satisfaction: said === "" ? "" : ` · ${said}`, note: fields.aside("note") })
      : tell("FollowedUp.not", { note: fields.aside("note") });
  },
  HandedToRepair: (fields) => tell("HandedToRepair", { to: fields.aside("to") }),
  DrillRemarked: (fields) => tell("DrillRemarked", { text: fields.text("text") }),
  DrillBrokenOff: (fields) =>
    fields.data.because === "person"
      ? tell("DrillBrokenOff.person", { reason: fields.text("reason") })
      : tell("DrillBrokenOff.real-rescue"),
  CarCallAsked: (fields) => tell(fields.data.way === "device" ? "CarCallAsked.device" : "CarCallAsked.sip"),
  CarCallRinging: (fields) =>
    fields.data.way === "device"
      ? tell("CarCallRinging.device")
      : worded(carCallSides, fields.text("side"), (side) => tell(`CarCallRinging.${side}`)),
  CarCallAnswered: () => tell("CarCallAnswered"),
  CarCallEnded: (fields) =>
    worded(carCallEnders, fields.text("by"), (by) =>
      tell(`CarCallEnded.${by}`, { span: formatSpan(fields.count("talkSeconds")) }),
    ),
  CarCallFailed: (fields) =>
    tell("CarCallFailed", {
      reason: worded(carCallFailures, fields.text("reason"), (reason) => sayCall(`reason.${reason}`)),
    }),
  CarCallRecorded: () => tell("CarCallRecorded"),
  NoteAdded: (fields) => tell("NoteAdded", { text: fields.text("text") }),
  IncidentClosed: closed,
};

const waits = (entry: TimelineEntry | undefined): boolean =>
  entry?.type === "SecondCrewWeighed" && entry.data.decision === "wait";

/** Whether a second crew pays is weighed every minute: of several looks without one only the last is read. */
export const withoutRepeats = (entries: readonly TimelineEntry[]): TimelineEntry[] =>
  entries.filter((entry, i) => !(waits(entry) && waits(entries[i + 1])));

/** Who did it: a name, or a word for those who have none. */
export function actorName(actor: TimelineEntry["actor"]): string {
  if (actor.kind === "system") return tell("actor.system");
  if (actor.kind === "public") return tell("actor.public");
  if (actor.kind === "device") return tell("actor.device");
  return actor.name;
}
