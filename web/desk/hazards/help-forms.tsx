import { useState } from "react";
import { type HelpStep, helpSteps, type OutsideHelpShown } from "../../../src/rooms/rescue/contract/hazards.ts";
import { Count, SelectField, TextField } from "../form/fields.tsx";
import { FormFrame } from "../incident/forms/form-frame.tsx";
import type { FormProps } from "../incident/forms/form-props.ts";
import { say } from "../texts/hazard-texts.ts";

type Props = FormProps & { readonly service: OutsideHelpShown["service"] };

const given = (text: string): string | null => (text.trim() === "" ? null : text.trim());

/** Who answered, under which number, and how far they are. */
export function HelpStepForm({ row, service, command, onDone }: Props) {
  const known = row.outside.find((each) => each.service === service);
  const [step, setStep] = useState<HelpStep>("answered");
  const [spoke, setSpoke] = useState("");
  const [phone, setPhone] = useState("");
  const [caseNo, setCaseNo] = useState(known?.caseNo ?? "");
  const save = async (): Promise<void> => {
    const body = { service, step, spoke: given(spoke), phone: given(phone), caseNo: given(caseNo) };
    if (await command.send("outside-help/step", body)) onDone();
  };
  return (
    <FormFrame
      title={say("step.title", { service: say(`service.${service}`) })}
      submit={say("step.save")}
      command={command}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <SelectField
        id="help-step"
        label={say("step.step")}
        value={step}
        onChange={(value) => setStep(helpSteps.find((each) => each === value) ?? "answered")}
        options={helpSteps.map((each) => [each, say(`strip.step.${each}`)] as const)}
      />
      <div className="field-row">
        <TextField
          id="help-case"
          label={say("step.case")}
          maxLength={60}
          value={caseNo}
          onChange={setCaseNo}
          // The form was opened to be typed into at once.
          autoFocus
        />
        <TextField id="help-spoke" label={say("step.spoke")} maxLength={60} value={spoke} onChange={setSpoke} />
        <TextField id="help-phone" label={say("step.phone")} maxLength={30} value={phone} onChange={setPhone} />
      </div>
    </FormFrame>
  );
}

/** What they did; the fire service may have let everybody out. */
export function HelpBackForm({ row, service, command, onDone }: Props) {
  const [did, setDid] = useState("");
  const [freed, setFreed] = useState(false);
  const [count, setCount] = useState(row.persons);
  const [injured, setInjured] = useState(row.injured);
  const mayFree = service === "119" && row.freedAt === null && row.kind === "entrapment";
  const save = async (): Promise<void> => {
    const people = mayFree && freed ? { count: count ?? 1, injured: injured ?? 0 } : null;
    if (await command.send("outside-help/back", { service, did: did.trim(), freed: people })) onDone();
  };
  return (
    <FormFrame
      title={say("back.title", { service: say(`service.${service}`) })}
      submit={say("back.save")}
      command={command}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <TextField
        id="help-did"
        label={say("back.did")}
        required
        minLength={2}
        maxLength={300}
        value={did}
        onChange={setDid}
        // The form was opened to be typed into at once.
        autoFocus
      />
      {mayFree ? (
        <label className="check">
          <input
            type="checkbox"
            checked={freed}
            onChange={({ target }) => setFreed(target.checked)}
            data-testid="help-freed"
          />
          <span>{say("back.freed")}</span>
        </label>
      ) : null}
      {mayFree && freed ? (
        <div className="field-row">
          <Count id="help-count" label={say("back.count")} value={count} onChange={setCount} />
          <Count id="help-injured" label={say("back.injured")} value={injured} onChange={setInjured} />
        </div>
      ) : null}
    </FormFrame>
  );
}

/** A person's no to a call that the rule wants (`no`), or that no call was made after all (`undo`). */
export function HelpReasonForm({ service, what, command, onDone }: Props & { readonly what: "no" | "undo" }) {
  const [reason, setReason] = useState("");
  const save = async (): Promise<void> => {
    const path = what === "no" ? "outside-help/decline" : "outside-help/undo";
    if (await command.send(path, { service, reason: reason.trim() })) onDone();
  };
  return (
    <FormFrame
      title={say(`${what}.title`, { service: say(`service.${service}`) })}
      submit={say(`${what}.save`)}
      command={command}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <TextField
        id="help-reason"
        label={say(`${what}.reason`)}
        required
        minLength={2}
        maxLength={200}
        value={reason}
        onChange={setReason}
        autoFocus
      />
    </FormFrame>
  );
}
