import { useState } from "react";
import type { PersonFile } from "../../../src/rooms/identity/contract.ts";
import { sendJson } from "../../ui/api.ts";
import { permits } from "../../ui/session.ts";
import { TextField } from "../form/fields.tsx";
import { useMe } from "../queries.ts";
import { say } from "../texts/people-texts.ts";
import { ActForm } from "./act-form.tsx";
import { OrganisationPicker } from "./organisation-picker.tsx";
import { useAct } from "./use-act.ts";

type Props = {
  /** The one that is changed; left out, a new one is entered. */
  readonly file?: PersonFile;
  /** Where a new one belongs. */
  readonly organisation?: { readonly id: string; readonly name: string };
  readonly onDone: (id: string) => void;
  readonly onCancel: () => void;
};

type Typed = {
  readonly name: string;
  readonly organisationId: string;
  readonly position: string;
  readonly phone: string;
  readonly identity: string;
};

const bodyOf = ({ name, organisationId, position, phone, identity }: Typed) => ({
  name: name.trim(),
  organisationId: organisationId === "" ? null : organisationId,
  position: position.trim() === "" ? null : position.trim(),
  ...(phone.trim() === "" ? {} : { phone: phone.trim() }),
  ...(identity.trim() === "" ? {} : { identityNumber: identity.trim() }),
});

/** A person entered or changed. What is shown masked is sent only when it was typed anew. */
export function PersonForm({ file, organisation, onDone, onCancel }: Props) {
  const act = useAct();
  const [typed, setTyped] = useState<Typed>({
    name: file?.name ?? "",
    organisationId: file?.organisationId ?? organisation?.id ?? "",
    position: file?.position ?? "",
    phone: "",
    identity: "",
  });
  const path = file === undefined ? "/api/v1/people" : `/api/v1/people/${file.id}`;
  return (
    <ActForm
      title={file === undefined ? say("person.new") : say("edit")}
      submit={say("save")}
      act={act}
      onSubmit={() =>
        void act.run(async () => onDone((await sendJson<{ id: string }>("POST", path, bodyOf(typed))).id))
      }
      onCancel={onCancel}
      testid="person-form"
    >
      <PersonFields typed={typed} file={file} organisation={organisation} onChange={setTyped} />
    </ActForm>
  );
}

type FieldsProps = {
  readonly typed: Typed;
  readonly file: PersonFile | undefined;
  readonly organisation: Props["organisation"] | undefined;
  readonly onChange: (typed: Typed) => void;
};
function PersonFields({ typed, file, organisation, onChange }: FieldsProps) {
  const me = useMe();
  const kept = (masked: string | null | undefined): string =>
    masked == null ? "" : `${masked} · ${say("phone.keep")}`;
  return (
    <>
      <TextField
        id="person-name"
        label={say("person.name")}
        required
        maxLength={80}
        autoFocus
        value={typed.name}
        onChange={(name) => onChange({ ...typed, name })}
      />
      {permits(me, "identity.organisations.read") ? (
        <OrganisationPicker
          id="person-organisation"
          label={say("person.organisation")}
          value={typed.organisationId}
          name={file?.organisation ?? organisation?.name}
          onChange={(organisationId) => onChange({ ...typed, organisationId })}
        />
      ) : null}
      <TextField
        id="person-position"
        label={say("person.position")}
        maxLength={80}
        value={typed.position}
        onChange={(position) => onChange({ ...typed, position })}
      />
      <TextField
        id="person-phone"
        label={say("person.phone")}
        pattern="\+?[0-9\-]{3,20}"
        placeholder={kept(file?.phone)}
        value={typed.phone}
        onChange={(phone) => onChange({ ...typed, phone })}
      />
      <TextField
        id="person-identity"
        label={say("person.identity")}
        pattern="[0-9A-Za-z]{6,20}"
        placeholder={kept(file?.identityNumber)}
        value={typed.identity}
        onChange={(identity) => onChange({ ...typed, identity })}
      />
    </>
  );
}
