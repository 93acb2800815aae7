import { type ReactNode, useEffect, useRef, useState } from "react";
import type { DutyFields } from "../../../src/rooms/duties/contract/duty-fields.ts";
import type { ReviewDuty } from "../../../src/rooms/duties/contract/review.ts";
import { scheduleWords } from "../../../src/rooms/duties/contract/schedule-words.ts";
import { language } from "../../ui/texts/language.ts";
import { say } from "../texts/duty-texts.ts";
import { Failure } from "./failure.tsx";
import { MeasureForm } from "./measure-form.tsx";
import { MendForm } from "./mend-form.tsx";
import { ReasonForm } from "./reason-form.tsx";
import { ScheduleForm } from "./schedule-form.tsx";
import { SplitForm } from "./split-form.tsx";
import { type Decision, useDecision } from "./use-decision.ts";

type Props = {
  readonly duty: ReviewDuty;
  readonly letters: readonly string[];
  readonly mayDecide: boolean;
  readonly selected: boolean;
  readonly onSelect: () => void;
  readonly chosen: boolean;
  readonly onChoose: () => void;
};

/** One duty of the document: what it says, what a person decided, what it lacks, and the decisions. */
export function DutyCard(props: Props) {
  const { duty, selected, onSelect } = props;
  const card = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (selected) card.current?.scrollIntoView({ block: "nearest", behavior: "instant" });
  }, [selected]);
  const { fields } = duty;
  return (
    <li
      ref={card}
      className={`duty-card duty-card--${duty.state}${selected ? " duty-card--here" : ""}`}
      data-testid="duty"
      data-state={duty.state}
    >
      <header className="duty-head">
        <button type="button" className="duty-name" onClick={onSelect}>
          {fields.heading ?? fields.text.slice(0, 24)}
        </button>
        <Marks duty={duty} />
      </header>
      <p className="duty-text">{fields.text}</p>
      <Units fields={fields} />
      <Figures fields={fields} />
      <Standing duty={duty} />
      {props.mayDecide ? <Decisions {...props} /> : null}
    </li>
  );
}

const namesOf = (fields: readonly (keyof DutyFields)[]): string =>
  fields.map((name) => say(`field.${name}`)).join("、");

const Marks = ({ duty }: { readonly duty: ReviewDuty }) => (
  <span className="duty-marks">
    {duty.origin === "person" ? <span className="duty-mark">{say("duty.person")}</span> : null}
    {duty.newInReading ? <span className="duty-mark">{say("duty.new")}</span> : null}
    {duty.mended.length > 0 ? (
      <span className="duty-mark">{say("duty.mended", { fields: namesOf(duty.mended) })}</span>
    ) : null}
    <strong className={`duty-is duty-is--${duty.state}`}>{say(`duty.${duty.state}`)}</strong>
  </span>
);

const roles = ["lead", "joint", "support"] as const;

const Units = ({ fields }: { readonly fields: DutyFields }) => (
  <dl className="duty-units">
    {roles.map((role) =>
      fields[role].length === 0 ? null : (
        <div key={role}>
          <dt>{say(`duty.${role}`)}</dt>
          <dd>
            {fields[role].join("、")}
            {fields.etc && role === roles.findLast((each) => fields[each].length > 0) ? say("duty.etc") : ""}
          </dd>
        </div>
      ),
    )}
  </dl>
);

function Figures({ fields: { deadlines, targets, cadence } }: { readonly fields: DutyFields }) {
  const figures = [
    ...deadlines.map(({ text, date }) => (date === null ? text : `${text} → ${date}`)),
    ...targets.map(({ text }) => text),
    ...cadence.map(({ text, period }) => (period === null ? `${text} → ?` : `${text} → ${period}`)),
  ];
  if (figures.length === 0) return null;
  return (
    <p className="duty-figures">
      {figures.map((figure, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the words may come twice, in this order
        <span key={at}>{figure}</span>
      ))}
    </p>
  );
}

function Standing({ duty }: { readonly duty: ReviewDuty }) {
  const { state, lacks, schedule, scheduleSource, wantedMeasure, measure, dropReason } = duty;
  if (state === "dropped")
    return <p className="duty-standing">{say("duty.dropped.why", { reason: dropReason ?? "" })}</p>;
  if (state !== "found" && state !== "confirmed") return null;
  const wanted = wantedMeasure === null ? undefined : language() === "en" ? wantedMeasure.en : wantedMeasure.zh;
  const source = scheduleSource === null ? "" : `（${say(`duty.when.${scheduleSource}`)}）`;
  return (
    <p className="duty-standing">
      {schedule === null ? null : (
        <span>{say("duty.when", { when: scheduleWords(schedule, language() === "en" ? "en" : "zh") }) + source}</span>
      )}
      {measure !== null ? (
        <span>
          {measure.name} {measure.op} {measure.value}
        </span>
      ) : wanted === undefined ? null : (
        <span>{say(wantedMeasure?.name === null ? "measure.wanted.none" : "measure.wanted", { name: wanted })}</span>
      )}
      {state !== "confirmed" ? null : lacks.length === 0 ? (
        <strong className="duty-alive">{say("duty.alive")}</strong>
      ) : (
        <strong className="duty-lacks">
          {say("lacks", { lacks: lacks.map((lack) => say(`lack.${lack}`)).join("、") })}
        </strong>
      )}
    </p>
  );
}

type Form = "mend" | "split" | "drop" | "schedule" | "measure";

const formsOf = (state: ReviewDuty["state"]): readonly Form[] =>
  state === "confirmed" ? ["mend", "schedule", "measure", "split", "drop"] : ["mend", "split", "drop"];

function Decisions({ duty, letters, chosen, onChoose }: Props) {
  const decision = useDecision();
  const [form, setForm] = useState<Form>();
  const { id, version, state } = duty;
  const send = (deed: string, body: object = {}): void =>
    void decision.send(`/api/v1/duties/${id}/${deed}`, { version, ...body });
  const button = (word: string, look: string, deed: () => void, testid: string) => (
    <button type="button" className={look} disabled={decision.busy} onClick={deed} data-testid={testid}>
      {word}
    </button>
  );
  if (state === "replaced") return null;
  if (state === "dropped")
    return (
      <Buttons decision={decision}>
        {button(say("duty.restore"), "plain-button", () => send("restore"), "restore")}
      </Buttons>
    );
  return (
    <>
      <DifferencePart duty={duty} send={send} />
      <Buttons decision={decision}>
        {state === "confirmed" ? null : button(say("duty.confirm"), "primary-button", () => send("confirm"), "confirm")}
        {formsOf(state).map((each) => (
          <span key={each}>
            {button(say(`duty.${each}`), "tool", () => setForm(form === each ? undefined : each), `do-${each}`)}
          </span>
        ))}
        <label className="duty-choose">
          <input type="checkbox" checked={chosen} onChange={onChoose} data-testid="choose-duty" />
          {say("duty.choose")}
        </label>
      </Buttons>
      {form === undefined ? null : (
        <OpenForm form={form} duty={duty} letters={letters} onDone={() => setForm(undefined)} />
      )}
    </>
  );
}

type OpenProps = Pick<Props, "duty" | "letters"> & { readonly form: Form; readonly onDone: () => void };

function OpenForm({ form, duty, letters, onDone }: OpenProps) {
  switch (form) {
    case "mend":
      return <MendForm duty={duty} onDone={onDone} />;
    case "split":
      return <SplitForm duty={duty} letters={letters} onDone={onDone} />;
    case "schedule":
      return <ScheduleForm duty={duty} onDone={onDone} />;
    case "measure":
      return <MeasureForm duty={duty} onDone={onDone} />;
    case "drop":
      return (
        <ReasonForm
          label={say("duty.drop.reason")}
          act={say("duty.drop")}
          path={`/api/v1/duties/${duty.id}/drop`}
          bodyOf={(reason) => ({ version: duty.version, reason })}
          onDone={onDone}
          testid="drop-reason"
        />
      );
  }
}

const Buttons = ({ decision, children }: { readonly decision: Decision; readonly children: ReactNode }) => (
  <>
    <Failure text={decision.failure} />
    <div className="duty-buttons no-print">{children}</div>
  </>
);

type DifferenceProps = { readonly duty: ReviewDuty; readonly send: (deed: string, body: object) => void };

/** What a new reading says otherwise; nothing is taken over until a person says so. */
function DifferencePart({ duty: { difference, fields }, send }: DifferenceProps) {
  if (difference === null) return null;
  const words = (value: unknown): string =>
    Array.isArray(value)
      ? value.map((each) => (typeof each === "string" ? each : JSON.stringify(each))).join("、")
      : String(value ?? "—");
  return (
    <div className="duty-difference" data-testid="difference">
      <p>
        {difference.lost ? say("duty.difference.lost") : say("duty.difference", { fields: namesOf(difference.fields) })}
      </p>
      <ul>
        {difference.fields.map((name) => (
          <li key={name}>
            {say(`field.${name}`)}: <del>{words(fields[name])}</del> <ins>{words(difference.read?.[name])}</ins>
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="plain-button"
        onClick={() => send("difference", { take: true })}
        data-testid="take-difference"
      >
        {say(difference.lost ? "duty.take.lost" : "duty.take")}
      </button>{" "}
      <button type="button" className="plain-button" onClick={() => send("difference", { take: false })}>
        {say("duty.keep")}
      </button>
    </div>
  );
}
