import "./crew-form.css";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type AbilityBody, type CrewAbility, kitItems, skills } from "../../../src/rooms/crews/contract.ts";
import type { Person } from "../../../src/rooms/identity/contract.ts";
import { sendJson } from "../../ui/api.ts";
import { permits } from "../../ui/session.ts";
import { ActForm } from "../admin/act-form.tsx";
import { useAct } from "../admin/use-act.ts";
import { TextField } from "../form/fields.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { say } from "../texts/crew-texts.ts";
import { clockText, minuteOf } from "./hours.ts";

type Props = { readonly crew: CrewAbility; readonly onDone: () => void; readonly onCancel: () => void };
type Typed = Omit<AbilityBody, "brands" | "hours" | "agreement" | "version"> & {
  readonly brands: string;
  readonly opens: string;
  readonly closes: string;
  readonly no: string;
  readonly from: string;
  readonly to: string;
};
type Part = { readonly typed: Typed; readonly change: (more: Partial<Typed>) => void };

const typedOf = ({ ability }: CrewAbility): Typed => ({
  skills: ability.skills,
  kit: ability.kit,
  members: ability.members.map(({ personId }) => personId),
  brands: ability.brands.join("，"),
  opens: ability.hours === null ? "" : clockText(ability.hours.opensMinute),
  closes: ability.hours === null ? "" : clockText(ability.hours.closesMinute),
  no: ability.agreement.no,
  from: ability.agreement.from ?? "",
  to: ability.agreement.to ?? "",
});

const bodyOf = (typed: Typed, version: number): AbilityBody => {
  const [opensMinute, closesMinute] = [minuteOf(typed.opens), minuteOf(typed.closes)];
  const brands = typed.brands.split(/[,，、;；]/).map((word) => word.trim());
  return {
    skills: typed.skills,
    kit: typed.kit,
    members: typed.members,
    brands: brands.filter((word) => word !== ""),
    hours: opensMinute === undefined || closesMinute === undefined ? null : { opensMinute, closesMinute },
    agreement: { no: typed.no.trim(), from: typed.from || null, to: typed.to || null },
    version,
  };
};

/** What a crew can do, as its unit says it. */
export function CrewForm({ crew, onDone, onCancel }: Props) {
  const act = useAct();
  const [typed, setTyped] = useState(() => typedOf(crew));
  const change = (more: Partial<Typed>): void => setTyped({ ...typed, ...more });
  const save = async (): Promise<void> => {
    const body = bodyOf(typed, crew.ability.version);
    if (await act.run(() => sendJson("POST", `/api/v1/crews/${crew.crewId}/ability`, body))) onDone();
  };
  return (
    <ActForm
      title={say("form.title", { crew: crew.name })}
      submit={say("form.save")}
      act={act}
      onSubmit={() => void save()}
      onCancel={onCancel}
      testid="crew-form"
    >
      <Ticks
        label={say("skills")}
        all={skills}
        chosen={typed.skills}
        word={(each) => say(`skills.${each}`)}
        onChange={(chosen) => change({ skills: chosen })}
      />
      <Ticks
        label={say("kit")}
        all={kitItems}
        chosen={typed.kit}
        word={(each) => say(`kit.${each}`)}
        onChange={(chosen) => change({ kit: chosen })}
      />
      <TextField
        id="crew-brands"
        label={say("brands")}
        placeholder={say("brands.hint")}
        value={typed.brands}
        onChange={(brands) => change({ brands })}
      />
      <TimeFields typed={typed} change={change} />
      {crew.kind === "station" ? <AgreementFields typed={typed} change={change} /> : null}
      <Members organisationId={crew.organisationId} typed={typed} change={change} />
    </ActForm>
  );
}

const TimeFields = ({ typed, change }: Part): ReactNode => (
  <>
    <TextField
      id="crew-opens"
      label={`${say("hours")} ${say("hours.from")}`}
      type="time"
      value={typed.opens}
      onChange={(opens) => change({ opens })}
    />
    <TextField
      id="crew-closes"
      label={say("hours.to")}
      type="time"
      value={typed.closes}
      onChange={(closes) => change({ closes })}
    />
  </>
);

const AgreementFields = ({ typed, change }: Part): ReactNode => (
  <>
    <TextField
      id="crew-agreement"
      label={say("agreement.no")}
      maxLength={60}
      value={typed.no}
      onChange={(no) => change({ no })}
    />
    <TextField
      id="crew-agreement-from"
      label={say("agreement.from")}
      type="date"
      value={typed.from}
      onChange={(from) => change({ from })}
    />
    <TextField
      id="crew-agreement-to"
      label={say("agreement.to")}
      type="date"
      min={typed.from}
      value={typed.to}
      onChange={(to) => change({ to })}
    />
  </>
);

/** People of the crew's unit, with how their certificates stand. */
function Members({ organisationId, typed, change }: Part & { readonly organisationId: string }) {
  const me = useMe();
  const asked = useQuery({
    ...pathQuery<{ people: readonly Person[] }>(`/api/v1/people?organisation=${organisationId}`),
    enabled: permits(me, "identity.people.read"),
  });
  const people = asked.data?.people ?? [];
  if (people.length === 0) return <p className="crew-ticks-none">{say("members.none")}</p>;
  const paperOf = ({ certificateKinds, certificateState }: Person) =>
    say(`paper.${certificateKinds.includes("T") ? (certificateState ?? "none") : "none"}`);
  return (
    <Ticks
      label={say("members")}
      all={people.map(({ id }) => id)}
      chosen={typed.members}
      word={(id) => {
        const person = people.find((each) => each.id === id);
        return person === undefined ? id : `${person.name}（${paperOf(person)}）`;
      }}
      onChange={(members) => change({ members })}
    />
  );
}

type TicksProps<Value extends string> = {
  readonly label: string;
  readonly all: readonly Value[];
  readonly chosen: readonly Value[];
  readonly word: (value: Value) => string;
  readonly onChange: (chosen: Value[]) => void;
};

function Ticks<Value extends string>({ label, all, chosen, word, onChange }: TicksProps<Value>) {
  return (
    <fieldset className="crew-ticks">
      <legend className="field-label">{label}</legend>
      {all.map((each) => (
        <label key={each} className="crew-tick">
          <input
            type="checkbox"
            checked={chosen.includes(each)}
            onChange={() => onChange(chosen.includes(each) ? chosen.filter((one) => one !== each) : [...chosen, each])}
          />
          {word(each)}
        </label>
      ))}
    </fieldset>
  );
}
