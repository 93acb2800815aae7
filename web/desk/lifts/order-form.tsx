import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { orderSteps } from "../../../src/rooms/lifts/contract/catalogue.ts";
import type { LiftFile, OrderInForce } from "../../../src/rooms/lifts/contract.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatDate } from "../../ui/format-time.ts";
import { SelectField, TextField } from "../form/fields.tsx";
import { say } from "../texts/lift-edit-texts.ts";
import { say as sayRegister } from "../texts/register-texts.ts";
import { ReasonField } from "./correct-form.tsx";
import { EditFrame } from "./edit-frame.tsx";
import { orderName } from "./state-words.ts";
import { useEdit } from "./use-edit.ts";

type Props = { readonly file: LiftFile; readonly onDone: () => void };
const orderStep = (to: OrderInForce): string => (to === "none" ? say("order.to.lift") : orderName(to));

/** An order to stop or a seal is given or lifted, on its paper. */
export function OrderForm({ file, onDone }: Props) {
  const client = useQueryClient();
  const steps = orderSteps[file.lift.orderInForce];
  const [to, setTo] = useState(steps[0]);
  const today = formatDate(serverNow());
  const [on, setOn] = useState(today);
  const [paper, setPaper] = useState("");
  const [reason, setReason] = useState("");
  const edit = useEdit<unknown>(`/api/v1/lifts/${file.lift.id}/order`);
  const save = async (): Promise<void> => {
    const reply = await edit.send({ version: file.version, to, on, paper: paper.trim(), reason: reason.trim() });
    if (reply === undefined) return;
    await client.invalidateQueries();
    onDone();
  };
  return (
    <EditFrame
      title={say("order.title")}
      lead={say("order.lead", { state: orderName(file.lift.orderInForce) })}
      busy={edit.busy}
      failure={edit.failure}
      submit={sayRegister("act.save")}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <div className="edit-fields">
        <SelectField
          id="order-to"
          label={say("order.to")}
          value={to ?? ""}
          onChange={(value) => setTo(steps.find((step) => step === value))}
          options={steps.map((step) => [step, orderStep(step)] as const)}
        />
        <TextField
          id="order-paper"
          label={say("order.paper")}
          required
          minLength={2}
          maxLength={120}
          value={paper}
          onChange={setPaper}
        >
          <p className="field-hint">{say("order.paper.hint")}</p>
        </TextField>
        <TextField id="order-on" label={say("order.on")} type="date" required max={today} value={on} onChange={setOn} />
      </div>
      <ReasonField value={reason} onChange={setReason} />
    </EditFrame>
  );
}
