import { useState } from "react";
import {
  type OrganisationFile,
  type OrganisationKind,
  organisationKinds,
} from "../../../src/rooms/identity/contract.ts";
import { sendJson } from "../../ui/api.ts";
import { SelectField, TextField } from "../form/fields.tsx";
import { say as sayAccount } from "../texts/account-texts.ts";
import { say } from "../texts/people-texts.ts";
import { ActForm } from "./act-form.tsx";
import { OrganisationPicker } from "./organisation-picker.tsx";
import { useAct } from "./use-act.ts";
import { useRegions } from "./use-regions.ts";
import { organisationKindName } from "./words.ts";

type Props = {
  /** The one that is changed; left out, a new one is made. */
  readonly file?: OrganisationFile;
  readonly onDone: (id: string) => void;
  readonly onCancel: () => void;
};

type Typed = {
  readonly code: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly regionCode: string;
  readonly phone: string;
  readonly address: string;
  readonly postcode: string;
  readonly parentId: string;
};

const typedOf = (file: OrganisationFile | undefined): Typed => ({
  code: file?.code ?? "",
  name: file?.name ?? "",
  kind: file?.kind ?? "use-unit",
  regionCode: file?.regionCode ?? "",
  phone: "",
  address: file?.address ?? "",
  postcode: file?.postcode ?? "",
  parentId: file?.parent?.id ?? "",
});

const bodyOf = ({ code, name, kind, regionCode, phone, address, postcode, parentId }: Typed) => ({
  code: code.trim(),
  name: name.trim(),
  kind,
  regionCode,
  address: address.trim() === "" ? null : address.trim(),
  postcode: postcode.trim() === "" ? null : postcode.trim(),
  parentId: parentId === "" ? null : parentId,
  ...(phone.trim() === "" ? {} : { dutyPhone: phone.trim() }),
});

/** An organisation entered or changed. Its telephone, which may be masked here, is sent only when it was typed. */
export function OrganisationForm({ file, onDone, onCancel }: Props) {
  const act = useAct();
  const [typed, setTyped] = useState(typedOf(file));
  const path = file === undefined ? "/api/v1/organisations" : `/api/v1/organisations/${file.id}`;
  return (
    <ActForm
      title={file === undefined ? say("organisation.new") : say("edit")}
      submit={say("save")}
      act={act}
      onSubmit={() =>
        void act.run(async () => onDone((await sendJson<{ id: string }>("POST", path, bodyOf(typed))).id))
      }
      onCancel={onCancel}
      testid="organisation-form"
    >
      <NameFields typed={typed} onChange={setTyped} />
      <ContactFields typed={typed} file={file} onChange={setTyped} />
    </ActForm>
  );
}

type FieldsProps = { readonly typed: Typed; readonly onChange: (typed: Typed) => void };

/** What it is called, what it is and where it belongs. */
function NameFields({ typed, onChange }: FieldsProps) {
  const regions = useRegions().data?.regions ?? [];
  return (
    <>
      <TextField
        id="organisation-name"
        label={say("organisation.name")}
        required
        maxLength={120}
        autoFocus
        value={typed.name}
        onChange={(name) => onChange({ ...typed, name })}
      />
      <TextField
        id="organisation-code"
        label={say("organisation.code")}
        required
        pattern="[A-Za-z0-9._\-]{2,40}"
        value={typed.code}
        onChange={(code) => onChange({ ...typed, code })}
      />
      <SelectField
        id="organisation-kind"
        label={say("organisation.kind")}
        value={typed.kind}
        onChange={(kind) => onChange({ ...typed, kind: kind as OrganisationKind })}
        options={organisationKinds.map((each) => [each, organisationKindName(each)])}
      />
      <SelectField
        id="organisation-region"
        label={say("organisation.region")}
        required
        value={typed.regionCode}
        onChange={(regionCode) => onChange({ ...typed, regionCode })}
        options={[
          ["", sayAccount("scope.choose")],
          ...regions.map((each) => [each.code, `${each.code} ${each.name}`] as const),
        ]}
      />
    </>
  );
}

/** How it is reached, and whose part it is. */
function ContactFields({ typed, file, onChange }: FieldsProps & { readonly file: OrganisationFile | undefined }) {
  return (
    <>
      <TextField
        id="organisation-phone"
        label={say("organisation.phone")}
        pattern="\+?[0-9\-]{3,20}"
        placeholder={file?.dutyPhone == null ? "" : `${file.dutyPhone} · ${say("phone.keep")}`}
        value={typed.phone}
        onChange={(phone) => onChange({ ...typed, phone })}
      />
      <TextField
        id="organisation-address"
        label={say("organisation.address")}
        maxLength={200}
        value={typed.address}
        onChange={(address) => onChange({ ...typed, address })}
      />
      <TextField
        id="organisation-postcode"
        label={say("organisation.postcode")}
        inputMode="numeric"
        pattern="\d{6}"
        value={typed.postcode}
        onChange={(postcode) => onChange({ ...typed, postcode })}
      />
      <OrganisationPicker
        id="organisation-parent"
        label={say("organisation.parent")}
        value={typed.parentId}
        name={file?.parent?.name}
        onChange={(parentId) => onChange({ ...typed, parentId })}
      />
    </>
  );
}
