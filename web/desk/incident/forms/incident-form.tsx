import type { UseQueryResult } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { type Service, services } from "../../../../src/rooms/rescue/contract/hazards.ts";
import type { Candidate, IncidentFile } from "../../../../src/rooms/rescue/contract.ts";
import { HazardForm } from "../../hazards/hazard-form.tsx";
import { HelpBackForm, HelpReasonForm, HelpStepForm } from "../../hazards/help-forms.tsx";
import { PageLoading } from "../../shell/page-states.tsx";
import { say } from "../../texts/incident-texts.ts";
import type { CommandState } from "../use-command.ts";
import { UseUnitButtons } from "../use-unit.tsx";
import { AfterFormOf } from "./after-forms.tsx";
import { CandidateForm } from "./candidate-form.tsx";
import { FormFrame } from "./form-frame.tsx";
import type { FormProps } from "./form-props.ts";
import { FreedForm, SecuredForm } from "./freed-form.tsx";
import { CrewHelpForm } from "./help-form.tsx";
import { LateForm } from "./late-form.tsx";
import { MergeForm, SplitForm, UnmergeForm } from "./merge-forms.tsx";
import { OutsideForm } from "./outside-form.tsx";
import { PersonsForm } from "./persons-form.tsx";
import { RefuseForm } from "./refuse-form.tsx";
import { TextForm } from "./text-form.tsx";

/** The table of causes comes with it: loaded when somebody closes an incident. */
const CloseForm = lazy(() => import("./close-form.tsx").then((file) => ({ default: file.CloseForm })));

export type FormKind =
  | "crew"
  | "beside"
  | "hedge"
  | "persons"
  | "outside"
  | "use-unit"
  | "freed"
  | "secured"
  | "false-alarm"
  | "note"
  | "repair"
  | "close"
  | "accident-report"
  | "merge"
  | "split"
  | `unmerge:${string}`
  | `crew-help:${string}`
  | `late:${string}`
  | "hazards"
  | `help:${Service}`
  | `help-back:${Service}`
  | `help-no:${Service}`
  | `help-undo:${Service}`
  | `refuse:${string}`;

type Props = FormProps & {
  readonly kind: FormKind;
  readonly file: IncidentFile | undefined;
  readonly candidates: UseQueryResult<readonly Candidate[]>;
};

export function IncidentForm({ kind, candidates, file, ...rest }: Props) {
  switch (kind) {
    case "crew":
      return <CandidateForm {...rest} candidates={candidates} />;
    case "beside":
      return <CandidateForm {...rest} candidates={candidates} beside={true} />;
    case "hedge":
      return (
        <TextForm
          {...rest}
          words="hedge"
          path="second-crew"
          field="reason"
          max={200}
          more={{ allowed: rest.row.secondCrewForbidden }}
        />
      );
    case "persons":
      return <PersonsForm {...rest} />;
    case "outside":
      return <OutsideForm {...rest} />;
    case "use-unit":
      return <UseUnitForm {...rest} file={file} />;
    case "freed":
      return <FreedForm {...rest} />;
    case "secured":
      return <SecuredForm {...rest} />;
    case "false-alarm":
      return <TextForm {...rest} words="false" path="false-alarm" field="reason" max={200} />;
    case "note":
      return <TextForm {...rest} words="note" path="note" field="text" max={500} />;
    case "repair":
      return <TextForm {...rest} words="repair" path="repair" field="to" max={120} optional={true} />;
    case "close":
      return (
        <Suspense fallback={<PageLoading rows={4} />}>
          <CloseForm {...rest} />
        </Suspense>
      );
    case "accident-report":
      return <AfterFormOf {...rest} kind={kind} />;
    case "merge":
      return <MergeForm {...rest} />;
    case "split":
      return <SplitForm {...rest} file={file} />;
    case "hazards":
      return <HazardForm {...rest} />;
    default:
      if (kind.startsWith("crew-help:")) return <CrewHelpForm {...rest} helpId={kind.slice("crew-help:".length)} />;
      if (kind.startsWith("help")) return <HelpForm {...rest} kind={kind} />;
      if (kind.startsWith("unmerge:")) {
        const id = kind.slice("unmerge:".length);
        const no = rest.row.joined.find((each) => each.id === id)?.no ?? rest.row.no;
        return <UnmergeForm from={{ id, no }} onDone={rest.onDone} />;
      }
      if (kind.startsWith("late:")) return <LateForm {...rest} askId={kind.slice("late:".length)} />;
      return <RefuseForm {...rest} askId={kind.slice("refuse:".length)} />;
  }
}

/** 110, 119 and 120: what they said, what they did, that they are not called, that they never were. */
function HelpForm({ kind, ...rest }: FormProps & { readonly kind: string }) {
  const [what, of] = kind.split(":");
  const service = services.find((each) => each === of) ?? "119";
  if (what === "help-back") return <HelpBackForm {...rest} service={service} />;
  if (what === "help-no") return <HelpReasonForm {...rest} service={service} what="no" />;
  if (what === "help-undo") return <HelpReasonForm {...rest} service={service} what="undo" />;
  return <HelpStepForm {...rest} service={service} />;
}

/** The number to call and what may be answered, side by side. */
function UseUnitForm({ row, command, onDone, file }: FormProps & { readonly file: IncidentFile | undefined }) {
  const phone = file?.phones.find((each) => each.role === "use-unit");
  const send: CommandState["send"] = async (path, body) => {
    const done = await command.send(path, body);
    if (done) onDone();
    return done;
  };
  return (
    <FormFrame title={say("next.use-unit")} command={command} onCancel={onDone}>
      {phone === undefined ? null : (
        <p className="form-phone">
          {phone.who} <strong className="sp-figures">{phone.phone}</strong>
        </p>
      )}
      <UseUnitButtons row={row} busy={command.busy} send={send} />
    </FormFrame>
  );
}
