import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import type { Organisation } from "../../../src/rooms/identity/contract.ts";
import { useUnitCapacities } from "../../../src/rooms/lifts/contract/use-unit-capacity.ts";
import type { LiftFile } from "../../../src/rooms/lifts/contract.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatDate } from "../../ui/format-time.ts";
import { Choice, SelectField, TextField } from "../form/fields.tsx";
import { say as sayList } from "../texts/list-texts.ts";
import { say } from "../texts/register-texts.ts";
import { EditFrame } from "./edit-frame.tsx";
import { capacityName } from "./state-words.ts";
import { UnitPicker } from "./unit-picker.tsx";
import { useEdit } from "./use-edit.ts";

const roles = ["maintenance", "use-unit", "owner"] as const;
type Role = (typeof roles)[number];
type Effect = {
  readonly changed: number;
  readonly unchanged: number;
  readonly ended: readonly { readonly name: string; readonly lifts: number }[];
  readonly blocked: readonly {
    readonly liftId: string;
    readonly place: string;
    readonly name: string;
    readonly from: string;
  }[];
};
type Draft = {
  readonly role: Role;
  readonly which: "site" | "one";
  readonly from: string;
  readonly to: string;
  readonly paper: string;
  readonly dutyPhone: string;
  readonly capacity: string;
  readonly safetyOfficer: string;
  readonly safetyOfficerPhone: string;
};

const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());

const bodyOf = (draft: Draft, unit: Organisation | undefined, file: LiftFile) => ({
  role: draft.role,
  organisationId: unit?.id,
  from: draft.from,
  to: orNull(draft.to),
  paper: draft.paper.trim(),
  dutyPhone: orNull(draft.dutyPhone),
  capacity: draft.role === "use-unit" ? orNull(draft.capacity) : null,
  safetyOfficer: draft.safetyOfficer.trim(),
  safetyOfficerPhone: orNull(draft.safetyOfficerPhone),
  lifts: draft.which === "site" ? { by: "site", siteId: file.siteId } : { by: "ids", ids: [file.lift.id] },
});

const newDraft = (): Draft => ({
  role: "maintenance",
  which: "site",
  from: formatDate(serverNow()),
  to: "",
  paper: "",
  dutyPhone: "",
  capacity: "",
  safetyOfficer: "",
  safetyOfficerPhone: "",
});

type Props = { readonly file: LiftFile; readonly onDone: () => void };

/** A new party for this lift or its whole compound: first its effect, then the deed. */
export function PartyForm({ file, onDone }: Props) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(newDraft);
  const [unit, setUnit] = useState<Organisation>();
  const [effect, setEffect] = useState<Effect>();
  const [done, setDone] = useState<number>();
  const edit = useEdit<Effect>("/api/v1/parties/change");
  const change = (over: Partial<Draft>): void => {
    setEffect(undefined);
    setDone(undefined);
    setDraft({ ...draft, ...over });
  };
  const look = async (): Promise<void> => {
    if (unit !== undefined) setEffect(await edit.send({ ...bodyOf(draft, unit, file), preview: true }));
  };
  const carryOut = async (): Promise<void> => {
    const reply = await edit.send({ ...bodyOf(draft, unit, file), preview: false });
    if (reply === undefined) return;
    setEffect(undefined);
    setDone(reply.changed);
    await client.invalidateQueries();
  };
  return (
    <EditFrame
      title={say("party.title")}
      lead={say("party.lead")}
      busy={edit.busy}
      failure={edit.failure}
      submit={say("party.look")}
      quiet={effect !== undefined && effect.changed > 0}
      done={done !== undefined}
      onSubmit={() => void look()}
      onCancel={onDone}
    >
      <Choice
        label={say("party.which")}
        values={["site", "one"]}
        words={(which) =>
          which === "site" ? say("party.which.site", { site: file.compound }) : say("party.which.one")
        }
        value={draft.which}
        onChange={(which) => change({ which })}
      />
      <PartyFields draft={draft} change={change}>
        <UnitPicker
          id="party-unit"
          label={say("party.unit")}
          chosen={unit}
          onChoose={(chosen) => {
            setUnit(chosen);
            change({});
          }}
        />
      </PartyFields>
      {effect === undefined ? null : <EffectBox effect={effect} from={draft.from} onDo={() => void carryOut()} />}
      {done === undefined ? null : <Done changed={done} />}
    </EditFrame>
  );
}

const Done = ({ changed }: { readonly changed: number }) => (
  <p role="status" data-testid="party-done">
    {say("party.done", { changed })}
  </p>
);

type FieldsProps = {
  readonly draft: Draft;
  readonly change: (over: Partial<Draft>) => void;
  readonly children: React.ReactNode;
};

function PartyFields({ draft, change, children }: FieldsProps) {
  return (
    <div className="edit-fields">
      <SelectField
        id="party-role"
        label={say("party.role")}
        value={draft.role}
        onChange={(role) => change({ role: roles.find((each) => each === role) ?? "maintenance" })}
        options={roles.map((role) => [role, sayList(`party.${role}`)] as const)}
      />
      {children}
      <TextField
        id="party-paper"
        label={say("party.paper")}
        required
        maxLength={120}
        value={draft.paper}
        onChange={(paper) => change({ paper })}
      />
      <TextField
        id="party-from"
        label={say("party.from")}
        type="date"
        required
        value={draft.from}
        onChange={(from) => change({ from })}
      />
      <TextField
        id="party-to"
        label={say("party.to")}
        type="date"
        title={say("party.to.hint")}
        value={draft.to}
        onChange={(to) => change({ to })}
      >
        <p className="field-hint">{say("party.to.hint")}</p>
      </TextField>
      <TextField
        id="party-phone"
        label={say("party.phone")}
        type="tel"
        pattern="\+?[0-9\-]{3,20}"
        value={draft.dutyPhone}
        onChange={(dutyPhone) => change({ dutyPhone })}
      >
        <p className="field-hint">{say("party.phone.hint")}</p>
      </TextField>
      {draft.role === "use-unit" ? <OfficerFields draft={draft} change={change} /> : null}
    </div>
  );
}

/** In which capacity it answers, and 安全员: a use unit names one. */
function OfficerFields({ draft, change }: Omit<FieldsProps, "children">) {
  return (
    <>
      <SelectField
        id="party-capacity"
        label={say("party.capacity")}
        value={draft.capacity}
        onChange={(capacity) => change({ capacity })}
        options={[
          ["", say("party.capacity.unsaid")],
          ...useUnitCapacities.map((each) => [each, capacityName(each)] as const),
        ]}
      />
      <TextField
        id="party-officer"
        label={say("party.officer")}
        maxLength={40}
        value={draft.safetyOfficer}
        onChange={(safetyOfficer) => change({ safetyOfficer })}
      />
      <TextField
        id="party-officer-phone"
        label={say("party.officer-phone")}
        type="tel"
        pattern="\+?[0-9\-]{3,20}"
        value={draft.safetyOfficerPhone}
        onChange={(safetyOfficerPhone) => change({ safetyOfficerPhone })}
      />
    </>
  );
}

type EffectProps = { readonly effect: Effect; readonly from: string; readonly onDo: () => void };

function EffectBox({ effect, from, onDo }: EffectProps) {
  const { changed, unchanged, ended, blocked } = effect;
  const lastDay = new Date(Date.parse(`${from}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  return (
    <div className="effect" role="status" data-testid="party-effect">
      <p>{say("party.effect", { changed, unchanged })}</p>
      {ended.map(({ name, lifts }) => (
        <p key={name}>{say("party.effect.ends", { name, lifts, day: lastDay })}</p>
      ))}
      {blocked.map(({ liftId, place, name, from: since }) => (
        <p key={liftId} className="gap-late">
          {say("party.effect.blocked", { place, name, from: since })}
        </p>
      ))}
      {changed === 0 ? null : (
        <Button type="primary" onClick={onDo} data-testid="party-do">
          {say("party.do", { changed })}
        </Button>
      )}
    </div>
  );
}
