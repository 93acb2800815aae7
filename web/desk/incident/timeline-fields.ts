import type { ReleaseStep } from "../../../src/rooms/rescue/contract/scene.ts";
import { sources } from "../../../src/rooms/rescue/contract/sources.ts";
import type { IncidentRow, TimelineEntry, Why } from "../../../src/rooms/rescue/contract.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { language } from "../../ui/texts/language.ts";
import { word } from "../../ui/texts/shared-texts.ts";
import { say as sayMerge } from "../texts/merge-texts.ts";
import { tell } from "../texts/timeline-texts.ts";
import { whyLine } from "./why-line.ts";

/** Names of the cause codes; empty until the table has come. */
export type Causes = Readonly<Record<string, { readonly zh: string; readonly en: string }>>;

/** Steps of the release by which the crew worked. */
export type Steps = readonly ReleaseStep[];

const mergeReasons = ["same-lift", "same-building", "near", "same-caller", "moments-apart"] as const;

/** The word of a code that this page knows; the code itself otherwise. */
export const worded = <Code extends string>(
  codes: readonly Code[],
  value: string,
  words: (code: Code) => string,
): string => {
  const known = codes.find((each) => each === value);
  return known === undefined ? value : words(known);
};

/** Reads an event's own fields, whatever an older version of it lacks. */
export class Fields {
  readonly data: TimelineEntry["data"];
  readonly row: IncidentRow;
  readonly causes: Causes;
  readonly steps: Steps;
  constructor(
    data: TimelineEntry["data"],
    row: IncidentRow,
    names: { readonly causes: Causes; readonly steps: Steps },
  ) {
    this.data = data;
    this.row = row;
    this.causes = names.causes;
    this.steps = names.steps;
  }
  /** The words of a step of the release; its id where the procedure has it no more. */
  stepName(): string {
    const step = this.steps.find((each) => each.step === this.data.step);
    return step === undefined ? this.text("step") : language() === "en" ? step.en : step.zh;
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
