import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { IncidentAlarm, MergeCandidate } from "../../../../src/rooms/rescue/contract/merging.ts";
import type { IncidentFile } from "../../../../src/rooms/rescue/contract.ts";
import { formatTimeOfDay } from "../../../ui/format-time.ts";
import { language } from "../../../ui/texts/language.ts";
import { word } from "../../../ui/texts/shared-texts.ts";
import { LiftFinder } from "../../call/lift-finder.tsx";
import { TextField } from "../../form/fields.tsx";
import { pathQuery } from "../../queries.ts";
import { PageLoading } from "../../shell/page-states.tsx";
import { say as sayFinder } from "../../texts/finder-texts.ts";
import { say } from "../../texts/merge-texts.ts";
import { useCommand } from "../use-command.ts";
import { FormFrame } from "./form-frame.tsx";
import type { FormProps } from "./form-props.ts";

const becauseText = (because: MergeCandidate["because"]): string => {
  if (because.length === 0) return say("because.none");
  return because.map((each) => say(`because.${each}`)).join(language() === "en" ? ", " : "、");
};

const isLikely = ({ because }: MergeCandidate): boolean => because.some((each) => each !== "moments-apart");

/** The other open incidents, the likeliest first and chosen; sent only with a reason. */
export function MergeForm({ row, command, onDone }: FormProps) {
  const found = useQuery({
    ...pathQuery<{ candidates: MergeCandidate[] }>(`/api/v1/incidents/${row.id}/merge-candidates`),
    refetchInterval: 10_000,
  });
  const [into, setInto] = useState<string>();
  const [reason, setReason] = useState<string>();
  if (row.joined.length > 0)
    return (
      <FormFrame title={say("merge.title")} command={command} onCancel={onDone}>
        <p className="quiet-text">{say("merge.already")}</p>
      </FormFrame>
    );
  if (found.data === undefined) return <PageLoading rows={4} />;
  const { candidates } = found.data;
  // The likeliest is chosen only where more speaks for it than the time; that is then the reason until somebody writes another.
  const chosen = candidates.find(({ id }) => id === into) ?? candidates.find(isLikely);
  const text = reason ?? (chosen !== undefined && isLikely(chosen) ? becauseText(chosen.because) : "");
  const save = async (): Promise<void> => {
    if (chosen !== undefined && (await command.send("merge", { into: chosen.id, reason: text.trim() }))) onDone();
  };
  return (
    <FormFrame
      title={say("merge.title")}
      {...(candidates.length === 0 ? {} : { submit: say("merge.save") })}
      command={command}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <p className="quiet-text">{say(candidates.length === 0 ? "merge.none" : "merge.lead")}</p>
      <Radios
        name="merge-into"
        label={say("merge.choose")}
        chosen={chosen?.id}
        onChoose={setInto}
        options={candidates.map(({ id, no, place, openedAt, because }) => ({
          id,
          title: place,
          detail: `${no} · ${formatTimeOfDay(openedAt)} · ${becauseText(because)}`,
        }))}
      />
      {candidates.length === 0 ? null : <Reason label={say("merge.reason")} value={text} onChange={setReason} />}
    </FormFrame>
  );
}

/** Takes an incident apart again from the one that it was joined to. */
export function UnmergeForm({
  from,
  onDone,
}: {
  readonly from: { id: string; no: string };
  readonly onDone: () => void;
}) {
  const command = useCommand(from.id);
  const [reason, setReason] = useState("");
  const save = async (): Promise<void> => {
    if (await command.send("unmerge", { reason: reason.trim() })) onDone();
  };
  return (
    <FormFrame
      title={say("undo.title", from)}
      submit={say("act.undo")}
      command={command}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <p className="quiet-text">{say("undo.lead", from)}</p>
      <Reason label={say("undo.reason")} value={reason} onChange={setReason} />
    </FormFrame>
  );
}

type SplitProps = FormProps & { readonly file: IncidentFile | undefined };
type Lift = Parameters<typeof LiftFinder>[0]["chosen"];

/** One alarm goes elsewhere: which, where it belongs, and why. */
export function SplitForm({ command, onDone, file }: SplitProps) {
  const [alarmKey, setAlarmKey] = useState<string>();
  const [lift, setLift] = useState<Lift>(null);
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  if (file === undefined) return <PageLoading rows={4} />;
  const alarm = file.alarms.find((each) => each.alarmKey === alarmKey) ?? file.alarms.at(-1);
  const save = async (): Promise<void> => {
    const place = typed.trim();
    if (lift === null && place === "") return setMissing(true);
    const where = { liftId: lift?.id ?? null, rescueCode: null, place: lift === null ? place : null };
    const body = { alarmKey: alarm?.alarmKey, reason: reason.trim(), ...where };
    if (await command.send("split", body)) onDone();
  };
  return (
    <FormFrame
      title={say("split.title")}
      submit={say("split.save")}
      command={command}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <p className="quiet-text">{say("split.lead")}</p>
      <Radios
        name="split-alarm"
        label={say("split.title")}
        chosen={alarm?.alarmKey}
        onChoose={setAlarmKey}
        options={file.alarms.map((each) => ({ id: each.alarmKey, title: alarmTitle(each), detail: alarmDetail(each) }))}
      />
      <LiftFinder chosen={lift} onChoose={setLift} typed={typed} onType={setTyped} />
      <p className={missing ? "form-failure" : "quiet-text"}>{say(missing ? "split.where" : "split.place")}</p>
      <Reason label={say("split.reason")} value={reason} onChange={setReason} />
    </FormFrame>
  );
}

export const alarmTitle = ({ source, at }: IncidentAlarm): string =>
  `${formatTimeOfDay(at)} ${word(`source.${source}`)}`;
export const alarmDetail = ({ caller, from, handedOver }: IncidentAlarm): string =>
  [
    handedOver?.caseNo == null ? "" : sayFinder("alarm.handed", { service: handedOver.service, no: handedOver.caseNo }),
    handedOver?.spoke ?? "",
    handedOver?.phone ?? "",
    caller === null ? "" : say("list.caller", { phone: caller }),
    from === null ? "" : say("split.from", { no: from }),
  ]
    .filter((each) => each !== "")
    .join(" · ");

type ReasonProps = { readonly label: string; readonly value: string; readonly onChange: (text: string) => void };
const Reason = ({ label, value, onChange }: ReasonProps) => (
  <TextField
    id="merge-reason"
    label={label}
    required
    minLength={2}
    maxLength={200}
    value={value}
    onChange={onChange}
    data-testid="merge-reason"
  />
);

type RadiosProps = {
  readonly name: string;
  readonly label: string;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
  readonly options: readonly { readonly id: string; readonly title: string; readonly detail: string }[];
};

/** One of a few lines; the arrow keys go from one to the next. */
const Radios = ({ name, label, chosen, onChoose, options }: RadiosProps) => (
  <fieldset className="merge-list" aria-label={label}>
    {options.map(({ id, title, detail }, index) => (
      <label key={id} className="merge-option">
        <input
          type="radio"
          required
          name={name}
          value={id}
          checked={chosen === id}
          // biome-ignore lint/a11y/noAutofocus: the form was opened by a key, to choose at once
          autoFocus={chosen === undefined ? index === 0 : chosen === id}
          onChange={() => onChoose(id)}
        />
        <span>
          <strong>{title}</strong>
          <span className="merge-detail">{detail}</span>
        </span>
      </label>
    ))}
  </fieldset>
);
