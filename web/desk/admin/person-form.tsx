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

/** A person entered or changed. What is shown masked is sent only when it was typed anew. */
export function PersonForm({ file, organisation, onDone, onCancel }: Props) {
  const me = useMe();
  const act = useAct();
  const [name, setName] = useState(file?.name ?? "");
  const [organisationId, setOrganisation] = useState(file?.organisationId ?? organisation?.id ?? "");
  const [position, setPosition] = useState(file?.position ?? "");
  const [phone, setPhone] = useState("");
  const [identity, setIdentity] = useState("");
  const body = {
    name: name.trim(),
    organisationId: organisationId === "" ? null : organisationId,
    position: position.trim() === "" ? null : position.trim(),
    ...(phone.trim() === "" ? {} : { phone: phone.trim() }),
    ...(identity.trim() === "" ? {} : { identityNumber: identity.trim() }),
  };
  const path = file === undefined ? "/api/v1/people" : `/api/v1/people/${file.id}`;
  const kept = (masked: string | null | undefined): string =>
    masked == null ? "" : `${masked} · ${say("phone.keep")}`;
  return (
    <ActForm
      title={file === undefined ? say("person.new") : say("edit")}
      submit={say("save")}
      act={act}
      onSubmit={() => void act.run(async () => onDone((await sendJson<{ id: string }>("POST", path, body)).id))}
      onCancel={onCancel}
      testid="person-form"
    >
      <TextField
        id="person-name"
        label={say("person.name")}
        required
        maxLength={80}
        autoFocus
        value={name}
        onChange={setName}
      />
      {permits(me, "identity.organisations.read") ? (
        <OrganisationPicker
          id="person-organisation"
          label={say("person.organisation")}
          value={organisationId}
          name={file?.organisation ?? organisation?.name}
          onChange={setOrganisation}
        />
      ) : null}
      <TextField
        id="person-position"
        label={say("person.position")}
        maxLength={80}
        value={position}
        onChange={setPosition}
      />
      <TextField
        id="person-phone"
        label={say("person.phone")}
        pattern="\+?[0-9\-]{3,20}"
        placeholder={kept(file?.phone)}
        value={phone}
        onChange={setPhone}
      />
      <TextField
        id="person-identity"
        label={say("person.identity")}
        pattern="[0-9A-Za-z]{6,20}"
        placeholder={kept(file?.identityNumber)}
        value={identity}
        onChange={setIdentity}
      />
    </ActForm>
  );
}
