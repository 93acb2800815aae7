import { useState } from "react";
import type { ImportRun } from "../../../src/platform/imports/import-contract.ts";
import { say } from "../texts/import-texts.ts";

export type RunAct = "check" | "start" | "stop" | "resume" | "undo" | "discard";
type Sure = "undo" | "discard";
type Props = { readonly run: ImportRun; readonly onAct: (act: RunAct) => void; readonly onMap: () => void };

/** What may be done with an import in its state; the next right act is the filled one. */
export function RunActs({ run, onAct, onMap }: Props) {
  const [sure, setSure] = useState<Sure | null>(null);
  const { state } = run;
  const broken = state === "stopped" || state === "failed";
  if (run.discardedAt !== null) return null;
  if (sure !== null) return <AreYouSure what={sure} onYes={() => onAct(sure)} onEnd={() => setSure(null)} />;
  return (
    <>
      {state === "checked" || (broken && run.wroteNothing) ? (
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
      {run.wroteNothing ? (
        <button type="button" className="plain-button" onClick={() => setSure("discard")} data-testid="discard">
          {say("run.discard")}
        </button>
      ) : null}
      {!run.wroteNothing && (state === "done" || broken) ? (
        <button type="button" className="plain-button" onClick={() => setSure("undo")} data-testid="undo">
          {say("run.undo")}
        </button>
      ) : null}
    </>
  );
}

/** Only the way out of a file that cannot be read or is not wanted. */
export function DiscardAct({ onAct }: Pick<Props, "onAct">) {
  const [sure, setSure] = useState(false);
  if (sure) return <AreYouSure what="discard" onYes={() => onAct("discard")} onEnd={() => setSure(false)} />;
  return (
    <button type="button" className="plain-button" onClick={() => setSure(true)} data-testid="discard">
      {say("run.discard")}
    </button>
  );
}

type SureProps = { readonly what: Sure; readonly onYes: () => void; readonly onEnd: () => void };

const AreYouSure = ({ what, onYes, onEnd }: SureProps) => (
  <span className="import-sure" role="alertdialog" aria-label={say(`run.${what}`)}>
    {say(`run.${what}.sure`)}
    <button
      type="button"
      className="act-button import-act"
      onClick={() => {
        onEnd();
        onYes();
      }}
      data-testid={`${what}-yes`}
    >
      {say(`run.${what}.yes`)}
    </button>
    <button type="button" className="plain-button" onClick={onEnd}>
      {say(`run.${what}.no`)}
    </button>
  </span>
);
