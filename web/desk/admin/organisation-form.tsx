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
import { useRegions } from "./organisation-list.tsx";
import { OrganisationPicker } from "./organisation-picker.tsx";
import { useAct } from "./use-act.ts";
import { organisationKindName } from "./words.ts";

type Props = {
  /** The one that is changed; left out, a new one is made. */
  readonly file?: OrganisationFile;
  readonly onDone: (id: string) => void;
  readonly onCancel: () => void;
};

/** An organisation entered or changed. Its telephone, which may be masked here, is sent only when it was typed. */
export function OrganisationForm({ file, onDone, onCancel }: Props) {
  const act = useAct();
  const regions = useRegions().data?.regions ?? [];
  const [code, setCode] = useState(file?.code ?? "");
  const [name, setName] = useState(file?.name ?? "");
  const [kind, setKind] = useState<OrganisationKind>(file?.kind ?? "use-unit");
  const [regionCode, setRegion] = useState(file?.regionCode ?? "");
  const [phone, setPhone] = useState("");
  const [address, setAddress] = useState(file?.address ?? "");
  const [parentId, setParent] = useState(file?.parent?.id ?? "");
  const body = {
    code: code.trim(),
    name: name.trim(),
    kind,
    regionCode,
    address: address.trim() === "" ? null : address.trim(),
    parentId: parentId === "" ? null : parentId,
    ...(phone.trim() === "" ? {} : { dutyPhone: phone.trim() }),
  };
  const path = file === undefined ? "/api/v1/organisations" : `/api/v1/organisations/${file.id}`;
  return (
    <ActForm
      title={file === undefined ? say("organisation.new") : say("edit")}
      submit={say("save")}
      act={act}
      onSubmit={() => void act.run(async () => onDone((await sendJson<{ id: string }>("POST", path, body)).id))}
      onCancel={onCancel}
      testid="organisation-form"
    >
      <TextField
        id="organisation-name"
        label={say("organisation.name")}
        required
        maxLength={120}
        autoFocus
        value={name}
        onChange={setName}
      />
      <TextField
        id="organisation-code"
        label={say("organisation.code")}
        required
        pattern="[A-Za-z0-9._\-]{2,40}"
        value={code}
        onChange={setCode}
      />
      <SelectField
        id="organisation-kind"
        label={say("organisation.kind")}
        value={kind}
        onChange={(next) => setKind(next as OrganisationKind)}
        options={organisationKinds.map((each) => [each, organisationKindName(each)])}
      />
      <SelectField
        id="organisation-region"
        label={say("organisation.region")}
        required
        value={regionCode}
        onChange={setRegion}
        options={[
          ["", sayAccount("scope.choose")],
          ...regions.map((each) => [each.code, `${each.code} ${each.name}`] as const),
        ]}
      />
      <TextField
        id="organisation-phone"
        label={say("organisation.phone")}
        pattern="\+?[0-9\-]{3,20}"
        placeholder={file?.dutyPhone == null ? "" : `${file.dutyPhone} · ${say("phone.keep")}`}
        value={phone}
        onChange={setPhone}
      />
      <TextField
        id="organisation-address"
        label={say("organisation.address")}
        maxLength={200}
        value={address}
        onChange={setAddress}
      />
      <OrganisationPicker
        id="organisation-parent"
        label={say("organisation.parent")}
        value={parentId}
        name={file?.parent?.name}
        onChange={setParent}
      />
    </ActForm>
  );
}
