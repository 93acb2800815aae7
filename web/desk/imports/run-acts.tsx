import { useState } from "react";
import type { ImportRun } from "../../../src/platform/imports/import-contract.ts";
import { say } from "../texts/import-texts.ts";

export type RunAct = "check" | "start" | "stop" | "resume" | "undo";
type Props = { readonly run: ImportRun; readonly onAct: (act: RunAct) => void; readonly onMap: () => void };

/** What may be done with an import in its state; the next right act is the filled one. */
export function RunActs({ run, onAct, onMap }: Props) {
  const [sure, setSure] = useState(false);
  const { state } = run;
  const broken = state === "stopped" || state === "failed";
  if (sure)
    return (
      <span className="import-sure" role="alertdialog" aria-label={say("run.undo")}>
        {say("run.undo.sure")}
        <button
          type="button"
          className="act-button import-act"
          onClick={() => {
            setSure(false);
            onAct("undo");
          }}
          data-testid="undo-yes"
        >
          {say("run.undo.yes")}
        </button>
        <button type="button" className="plain-button" onClick={() => setSure(false)}>
          {say("run.undo.no")}
        </button>
      </span>
    );
  return (
    <>
      {state === "checked" || (broken && run.counts.created + run.counts.changed === 0) ? (
        <button type="button" className="plain-button" onClick={onMap}>
          {say("mapping.again")}
        </button>
      ) : null}
      {state === "checked" ? (
        <button type="button" className="act-button import-act" onClick={() => onAct("start")} data-testid="start">
          {say("check.start")}
        </button>
      ) : null}
      {state === "checking" || state === "running" ? (
        <button type="button" className="plain-button" disabled={run.stopAsked} onClick={() => onAct("stop")}>
          {say(run.stopAsked ? "run.stopping" : "run.stop")}
        </button>
      ) : null}
      {broken ? (
        <button type="button" className="act-button import-act" onClick={() => onAct("resume")}>
          {say("run.resume")}
        </button>
      ) : null}
      {state === "done" || broken ? (
        <button type="button" className="plain-button" onClick={() => setSure(true)} data-testid="undo">
          {say("run.undo")}
        </button>
      ) : null}
    </>
  );
}
