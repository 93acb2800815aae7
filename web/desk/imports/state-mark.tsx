import type { ImportRun } from "../../../src/platform/imports/import-contract.ts";
import { say } from "../texts/import-texts.ts";

const tones: Readonly<Partial<Record<ImportRun["state"], string>>> = {
  checking: "busy",
  running: "busy",
  undoing: "busy",
  done: "done",
  stopped: "late",
  failed: "late",
};

/** The state in a word; a shape stands before what is not plain. */
export function StateMark({ run }: { readonly run: Pick<ImportRun, "state" | "discardedAt" | "problem"> }) {
  if (run.discardedAt !== null) return <span className="import-state">{say("state.discarded")}</span>;
  if (run.state === "uploaded" && run.problem !== null)
    return <span className="import-state import-state--late">△ {say("state.unreadable")}</span>;
  const tone = tones[run.state] ?? "plain";
  const shape = { busy: "▸ ", done: "✓ ", late: "△ ", plain: "" }[tone];
  return (
    <span className={`import-state import-state--${tone}`}>
      {shape}
      {say(`state.${run.state}`)}
    </span>
  );
}

const order = ["step.file", "step.mapping", "step.check", "step.import"] as const;

/** Where somebody is on the way of a file. */
export function Steps({ at }: { readonly at: 0 | 1 | 2 | 3 }) {
  return (
    <ol className="import-steps">
      {order.map((step, i) => (
        <li
          key={step}
          aria-current={i === at ? "step" : undefined}
          className={i < at ? "import-step--past" : undefined}
        >
          {say(step)}
        </li>
      ))}
    </ol>
  );
}
