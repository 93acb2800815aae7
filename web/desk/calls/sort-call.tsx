import { callKinds, type PhoneCall } from "../../../src/rooms/rescue/contract/phone-calls.ts";
import { useEdit } from "../lifts/use-edit.ts";
import { say } from "../texts/call-texts.ts";

/** The kind of a call, to be chosen in its row. */
export function SortCall({ call, onDone }: { readonly call: PhoneCall; readonly onDone: () => void }) {
  const edit = useEdit<unknown>(`/api/v1/calls/${call.id}/sort`);
  const sort = async (kind: string): Promise<void> => {
    if (kind !== "" && (await edit.send({ kind, note: call.note })) !== undefined) onDone();
  };
  return (
    <>
      <select
        className="text-input call-kind"
        aria-label={say("head.kind")}
        value={call.kind ?? ""}
        disabled={edit.busy}
        onChange={(event) => void sort(event.target.value)}
        data-testid={`sort-${call.id}`}
      >
        {call.kind === null ? <option value="">{say("kind.none")}</option> : null}
        {callKinds.map((kind) => (
          <option key={kind} value={kind}>
            {say(`kind.${kind}`)}
          </option>
        ))}
      </select>
      {edit.failure === undefined ? null : (
        <p className="form-failure" role="alert">
          {edit.failure}
        </p>
      )}
    </>
  );
}
