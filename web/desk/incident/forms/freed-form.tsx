import { useState } from "react";
import { word } from "../../../ui/texts/shared-texts.ts";
import { Choice, Count } from "../../form/fields.tsx";
import { say as sayAfter } from "../../texts/after-texts.ts";
import { say } from "../../texts/form-texts.ts";
import { holdingAsk } from "../holder.ts";
import { FormFrame } from "./form-frame.tsx";
import type { FormProps } from "./form-props.ts";

const freedBys = ["crew", "use-unit", "themselves", "fire-service"] as const;

/** How many came out, hurt or not, and by whose hand. */
export function FreedForm({ row, command, onDone }: FormProps) {
  const onScene = holdingAsk(row)?.status === "arrived";
  const [count, setCount] = useState<number | null>(row.persons ?? 1);
  const [injured, setInjured] = useState<number | null>(row.injured ?? 0);
  const [dead, setDead] = useState<number | null>(row.dead);
  const [by, setBy] = useState<(typeof freedBys)[number]>(onScene ? "crew" : "themselves");
  const save = async (): Promise<void> => {
    if (await command.send("freed", { count: count ?? 0, injured: injured ?? 0, dead: dead ?? 0, by })) onDone();
  };
  return (
    <FormFrame
      title={say("free.title")}
      submit={say("free.save")}
      command={command}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <div className="field-row">
        <Count id="freed-count" label={say("free.count")} value={count} onChange={setCount} autoFocus />
        <Count id="freed-injured" label={say("free.injured")} value={injured} onChange={setInjured} />
        <Count id="freed-dead" label={sayAfter("dead")} value={dead} onChange={setDead} />
      </div>
      <Choice
        label={say("free.by")}
        // A crew frees only from the scene; the server would refuse it.
        values={onScene ? freedBys : freedBys.filter((each) => each !== "crew")}
        words={(value) => word(`freed-by.${value}`)}
        value={by}
        onChange={setBy}
      />
    </FormFrame>
  );
}

const states = ["stopped", "running"] as const;

export function SecuredForm({ command, onDone }: FormProps) {
  const [state, setState] = useState<(typeof states)[number]>("stopped");
  const save = async (): Promise<void> => {
    if (await command.send("secured", { state })) onDone();
  };
  return (
    <FormFrame
      title={say("secure.title")}
      submit={say("persons.save")}
      command={command}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <Choice
        label={say("secure.title")}
        values={states}
        words={(value) => say(`secure.${value}`)}
        value={state}
        onChange={setState}
      />
    </FormFrame>
  );
}
