import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type LiftFile, type Service, services } from "../../../src/rooms/lifts/contract.ts";
import { Choice } from "../form/fields.tsx";
import { say } from "../texts/lift-edit-texts.ts";
import { say as sayRegister } from "../texts/register-texts.ts";
import { ReasonField } from "./correct-form.tsx";
import { EditFrame } from "./edit-frame.tsx";
import { serviceName } from "./state-words.ts";
import { useEdit } from "./use-edit.ts";

type Props = { readonly file: LiftFile; readonly onDone: () => void };

/** The lift stands still, is being worked on, or runs again. */
export function ServiceForm({ file, onDone }: Props) {
  const client = useQueryClient();
  const now = file.lift.service;
  const others = services.filter((each) => each !== now);
  const [to, setTo] = useState<Service>(now === "running" ? "out-of-service" : "running");
  const [reason, setReason] = useState("");
  const edit = useEdit<unknown>(`/api/v1/lifts/${file.lift.id}/service`);
  const save = async (): Promise<void> => {
    const reply = await edit.send({ version: file.version, to, reason: reason.trim() });
    if (reply === undefined) return;
    await client.invalidateQueries();
    onDone();
  };
  return (
    <EditFrame
      title={say("service.title")}
      lead={say("service.lead", { state: serviceName(now) })}
      busy={edit.busy}
      failure={edit.failure}
      submit={sayRegister("act.save")}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <Choice label={say("service.to")} values={others} words={serviceName} value={to} onChange={setTo} />
      <ReasonField value={reason} onChange={setReason} />
    </EditFrame>
  );
}
