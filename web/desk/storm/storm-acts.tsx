import { useState } from "react";
import type { Storm } from "../../../src/rooms/rescue/contract/storms.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { SelectField, TextField } from "../form/fields.tsx";
import { say } from "../texts/storm-texts.ts";
import { useStormAct } from "./use-storm-act.ts";

type Kind = "ask" | "broadcast" | "end";
const paths = { ask: "ask-again", broadcast: "broadcast", end: "end" } as const;

/** What a person does for many at once. */
export function StormActs({ storm }: { readonly storm: Storm }) {
  const [form, setForm] = useState<Kind | null>(null);
  const [told, setTold] = useState("");
  const { send, failure, busy } = useStormAct();
  const callFire = async (): Promise<void> => {
    const done = await send(`/api/v1/storms/${storm.id}/fire-service`, { note: null });
    if (done !== undefined) setTold(say("done.sent", { done: done.done }));
  };
  return (
    <div className="storm-acts">
      {storm.fire.advised ? (
        <p className="storm-fire" role="alert" data-testid="storm-fire">
          {say("fire.advised", { late: storm.fire.late, minutes: storm.fire.limitMinutes })}
        </p>
      ) : null}
      {storm.fire.calledAt === null ? null : (
        <p className="storm-quiet">{say("fire.called", { time: formatTimeOfDay(storm.fire.calledAt) })}</p>
      )}
      <div className="panel-tools" role="toolbar">
        {(["ask", "broadcast", "end"] as const).map((kind) => (
          <button
            key={kind}
            type="button"
            className="tool"
            aria-pressed={form === kind}
            onClick={() => setForm(form === kind ? null : kind)}
            data-testid={`storm-act-${kind}`}
          >
            {say(`act.${kind}`)}
          </button>
        ))}
        <button
          type="button"
          className="tool"
          disabled={busy}
          onClick={() => void callFire()}
          data-testid="storm-act-fire"
        >
          {say("act.fire")}
        </button>
        {told === "" ? null : <span role="status">{told}</span>}
      </div>
      {failure === undefined ? null : <p className="form-failure">{failure}</p>}
      {form === null ? null : (
        <ActForm
          key={form}
          kind={form}
          storm={storm}
          onDone={(done) => {
            setForm(null);
            setTold(done);
          }}
        />
      )}
    </div>
  );
}

type FormProps = { readonly kind: Kind; readonly storm: Storm; readonly onDone: (told: string) => void };

function ActForm({ kind, storm, onDone }: FormProps) {
  const { send, busy, failure } = useStormAct();
  const [group, setGroup] = useState("");
  const [text, setText] = useState("");
  const wanted = kind !== "ask";
  const bodies = {
    ask: { group: group === "" ? null : group },
    broadcast: { group: group === "" ? null : group, text: text.trim() },
    end: { reason: text.trim() },
  };
  const save = async (): Promise<void> => {
    const done = await send(`/api/v1/storms/${storm.id}/${paths[kind]}`, bodies[kind]);
    if (done !== undefined) onDone(kind === "end" ? "" : say("done.sent", { done: done.done }));
  };
  return (
    <form
      className="storm-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {kind === "broadcast" ? null : <p className="quiet-title">{say(`form.${kind}`)}</p>}
      {kind === "end" ? null : (
        <SelectField
          id="storm-group"
          label={say("form.group")}
          value={group}
          onChange={setGroup}
          options={[
            ["", say("form.all")],
            ...storm.groups.map(({ key, name, open }) => [key, `${name} (${open})`] as const),
          ]}
        />
      )}
      {wanted ? (
        <TextField
          id="storm-text"
          label={say(kind === "end" ? "form.reason" : "form.text")}
          value={text}
          onChange={setText}
          maxLength={120}
          data-testid="storm-text"
        />
      ) : null}
      <button
        type="submit"
        className="plain-button"
        disabled={busy || (wanted && text.trim() === "")}
        data-testid="storm-form-save"
      >
        {say(kind === "broadcast" ? "form.send" : `form.${kind}.save`)}
      </button>
      {failure === undefined ? null : <p className="form-failure">{failure}</p>}
    </form>
  );
}
