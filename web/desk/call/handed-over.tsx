import { type Partner, partners } from "../../../src/rooms/rescue/contract/sources.ts";
import { SelectField, TextField } from "../form/fields.tsx";
import { say } from "../texts/finder-texts.ts";

/** Which service handed the emergency over; null: the caller came directly. */
export type HandedOver = {
  readonly service: Partner;
  readonly caseNo: string;
  readonly spoke: string;
  readonly phone: string;
} | null;
type Props = { readonly value: HandedOver; readonly onChange: (value: HandedOver) => void };

const blank = { caseNo: "", spoke: "", phone: "" };

/** 转来自: their number makes it the same alarm that their system may tell of too. */
export function HandedOverFields({ value, onChange }: Props) {
  const set = (part: Partial<NonNullable<HandedOver>>): void => {
    if (value !== null) onChange({ ...value, ...part });
  };
  return (
    <>
      <SelectField
        id="call-from"
        label={say("from.label")}
        value={value?.service ?? ""}
        onChange={(text) => {
          const service = partners.find((each) => each === text);
          onChange(service === undefined ? null : { ...blank, ...value, service });
        }}
        options={[["", say("from.none")], ...partners.map((each) => [each, each] as const)]}
        data-testid="call-from"
      />
      {value === null ? null : (
        <div className="field-row">
          <TextField
            id="call-from-case"
            label={say("from.case")}
            maxLength={60}
            value={value.caseNo}
            onChange={(caseNo) => set({ caseNo })}
            data-testid="call-from-case"
          />
          <TextField
            id="call-from-spoke"
            label={say("from.spoke")}
            maxLength={60}
            value={value.spoke}
            onChange={(spoke) => set({ spoke })}
          />
          <TextField
            id="call-from-phone"
            label={say("from.phone")}
            type="tel"
            maxLength={30}
            value={value.phone}
            onChange={(phone) => set({ phone })}
          />
        </div>
      )}
    </>
  );
}
