import { useState } from "react";
import { certificateKinds } from "../../../src/rooms/identity/contract.ts";
import { sendJson } from "../../ui/api.ts";
import { SelectField, TextField } from "../form/fields.tsx";
import { say } from "../texts/people-texts.ts";
import { ActForm } from "./act-form.tsx";
import { useAct } from "./use-act.ts";
import { certificateName } from "./words.ts";

type Props = { readonly path: string; readonly onDone: () => void; readonly onCancel: () => void };

/** A certificate entered, or renewed: the same kind and number get new dates. */
export function CertificateForm({ path, onDone, onCancel }: Props) {
  const act = useAct();
  const [kind, setKind] = useState<string>("T");
  const [number, setNumber] = useState("");
  const [issuer, setIssuer] = useState("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());
  const body = { kind, number: number.trim(), issuer: orNull(issuer), validFrom: orNull(from), validTo: orNull(to) };
  const save = async (): Promise<void> => {
    if (await act.run(() => sendJson("POST", `${path}/certificates`, body))) onDone();
  };
  return (
    <ActForm
      title={say("certificate.new")}
      submit={say("save")}
      act={act}
      onSubmit={() => void save()}
      onCancel={onCancel}
      testid="certificate-form"
    >
      <SelectField
        id="certificate-kind"
        label={say("certificate.kind")}
        value={kind}
        onChange={setKind}
        options={certificateKinds.map((each) => [each, certificateName(each)])}
      />
      <TextField
        id="certificate-number"
        label={say("certificate.number")}
        required
        maxLength={60}
        autoFocus
        value={number}
        onChange={setNumber}
      />
      <TextField
        id="certificate-issuer"
        label={say("certificate.issuer")}
        maxLength={120}
        value={issuer}
        onChange={setIssuer}
      />
      <TextField id="certificate-from" type="date" label={say("certificate.from")} value={from} onChange={setFrom} />
      <TextField id="certificate-to" type="date" label={say("certificate.to")} value={to} onChange={setTo} />
    </ActForm>
  );
}
