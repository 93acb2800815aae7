import { type FormEvent, useState } from "react";
import type { ReviewDuty } from "../../../src/rooms/duties/contract/review.ts";
import { say } from "../texts/duty-texts.ts";
import { linesOf, readLines, readUnits } from "./field-lines.ts";
import { FormEnd, Line, Lines } from "./form-fields.tsx";
import { useDecision } from "./use-decision.ts";

const roles = ["lead", "joint", "support"] as const;
const lined = ["deadlines", "targets", "cadence"] as const;

const typedOf = ({ fields }: ReviewDuty) => ({
  heading: fields.heading ?? "",
  text: fields.text,
  lead: fields.lead.join("、"),
  joint: fields.joint.join("、"),
  support: fields.support.join("、"),
  ...linesOf(fields),
});

/** A person's words for a duty. What the rules read stays beside them. */
export function MendForm({ duty, onDone }: { readonly duty: ReviewDuty; readonly onDone: () => void }) {
  const [typed, setTyped] = useState(typedOf(duty));
  const [etc, setEtc] = useState(duty.fields.etc);
  const [wrong, setWrong] = useState<string>();
  const decision = useDecision();
  const type = (name: keyof typeof typed) => (text: string) => setTyped({ ...typed, [name]: text });
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const read = readLines(typed);
    if ("wrong" in read) return setWrong(say("form.bad-line", { line: read.wrong }));
    setWrong(undefined);
    const units = Object.fromEntries(roles.map((role) => [role, readUnits(typed[role])]));
    const said = { heading: typed.heading.trim() || null, text: typed.text.trim(), ...units, etc, ...read.fields };
    if (await decision.send(`/api/v1/duties/${duty.id}/mend`, { version: duty.version, fields: said })) onDone();
  };
  return (
    <form className="duty-form" onSubmit={(event) => void save(event)}>
      <Line
        label={say("field.heading")}
        maxLength={200}
        value={typed.heading}
        onType={type("heading")}
        data-testid="mend-heading"
      />
      <Lines
        label={say("field.text")}
        required
        rows={4}
        maxLength={4_000}
        value={typed.text}
        onType={type("text")}
        data-testid="mend-text"
      />
      <RoleLines typed={typed} type={type} />
      <label className="duty-choose">
        <input type="checkbox" checked={etc} onChange={() => setEtc(!etc)} />
        {say("field.etc")}
      </label>
      {lined.map((name) => (
        <Lines
          key={name}
          label={say(`form.lines.${name}`)}
          rows={2}
          value={typed[name]}
          onType={type(name)}
          data-testid={`mend-${name}`}
        />
      ))}
      <FormEnd
        word={say("form.save")}
        busy={decision.busy}
        failure={wrong ?? decision.failure}
        testid="mend-save"
        onCancel={onDone}
      />
    </form>
  );
}

type RoleProps = {
  readonly typed: Readonly<Record<(typeof roles)[number], string>>;
  readonly type: (role: (typeof roles)[number]) => (text: string) => void;
};

const RoleLines = ({ typed, type }: RoleProps) =>
  roles.map((role) => (
    <Line
      key={role}
      label={say(`field.${role}`)}
      maxLength={600}
      placeholder={say("form.units.hint")}
      value={typed[role]}
      onType={type(role)}
      data-testid={`mend-${role}`}
    />
  ));
