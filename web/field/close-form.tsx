import { useState } from "react";
// Not by a dynamic import: one that failed for want of a signal is never tried again by the browser.
import { type CrewTask, causes, type freeMethods } from "../../src/rooms/rescue/contract.ts";
import { language } from "../ui/texts/language.ts";
import { word } from "../ui/texts/shared-texts.ts";
import type { Beside } from "./beside.ts";
import { Choice } from "./choice.tsx";
import { HoldButton } from "./hold-button.tsx";
import { SignButton, StepsButton } from "./scene-buttons.tsx";
import { TaskTitle } from "./task-title.tsx";
import { t } from "./texts.ts";

type Method = (typeof freeMethods)[number];
type Class = "1" | "2" | "3" | "4" | "5" | "6" | "7";
type Props = {
  readonly task: CrewTask;
  readonly beside: Beside;
  readonly onClose: (cause: string, body: object) => void;
};

const classes: readonly Class[] = ["1", "2", "3", "4", "5", "6", "7"];
const methods: readonly Method[] = [
  "level-door",
  "hand-winding",
  "forced-door",
  "counterweight",
  "adjustment",
  "other",
];

/** Why it happened and how they got out. */
export function CloseForm({ task, beside, onClose }: Props) {
  const [group, setGroup] = useState<Class | null>(null);
  const [cause, setCause] = useState<string | null>(null);
  const [method, setMethod] = useState<Method | "none" | null>(null);
  const [note, setNote] = useState("");
  const chooseGroup = (next: Class | null): void => {
    setGroup(next);
    const codes = next === null ? [] : codesOf(next);
    setCause(codes.length === 1 ? (codes[0] ?? null) : null);
  };
  const close = (): void => {
    if (cause === null) return;
    const text = note.trim();
    onClose(nameOf(cause), {
      cause,
      method: method === "none" ? null : method,
      note: text === "" ? null : text.slice(0, 500),
    });
  };
  return (
    <main className="page">
      <div className="page__body">
        <TaskTitle task={task} />
        <h2>{t("close.title")}</h2>
        <CauseQuestions group={group} cause={cause} onGroup={chooseGroup} onCause={setCause} />
        {cause !== null && group !== null && (
          <>
            <Choice
              legend={t("close.method")}
              options={[
                ...methods.map((value) => ({ value, label: word(`method.${value}`) })),
                { value: "none", label: t("close.method.none") },
              ]}
              value={method}
              onChange={setMethod}
              columns={language() === "en" ? 1 : 2}
              testId="method"
            />
            <label className="text-field">
              {t("close.note")}
              <textarea value={note} maxLength={500} rows={2} onChange={(event) => setNote(event.target.value)} />
            </label>
          </>
        )}
      </div>
      <div className="thumb">
        <div className="thumb__row">
          <StepsButton task={task} beside={beside} />
          <SignButton task={task} beside={beside} />
        </div>
        <HoldButton testId="close" tone="done" disabled={cause === null || group === null} onHeld={close}>
          {t(cause === null || group === null ? "close.choose" : "close.go")}
        </HoldButton>
      </div>
    </main>
  );
}

type CauseProps = {
  readonly group: Class | null;
  readonly cause: string | null;
  readonly onGroup: (group: Class | null) => void;
  readonly onCause: (cause: string | null) => void;
};

/** One question at a time: the class, then the code; what is answered folds away and can be changed. */
function CauseQuestions({ group, cause, onGroup, onCause }: CauseProps) {
  if (group === null)
    return (
      <Choice
        legend={t("close.class")}
        options={classes.map((value) => ({ value, label: t(`cause-class.${value}`) }))}
        value={group}
        onChange={onGroup}
        columns={2}
        testId="cause-class"
      />
    );
  return (
    <>
      <Chosen label={t("close.class")} value={t(`cause-class.${group}`)} onChange={() => onGroup(null)} />
      {cause === null ? (
        <Choice
          legend={t("close.cause")}
          options={codesOf(group).map((value) => ({ value, label: nameOf(value) }))}
          value={cause}
          onChange={onCause}
          testId="cause"
        />
      ) : (
        <Chosen label={t("close.cause")} value={nameOf(cause)} onChange={() => onCause(null)} />
      )}
    </>
  );
}

function nameOf(code: string): string {
  const name = causes[code];
  return name === undefined ? code : `${code} ${language() === "en" ? name.en : name.zh}`;
}

const codesOf = (group: string): readonly string[] => Object.keys(causes).filter((code) => code.startsWith(group));

type ChosenProps = { readonly label: string; readonly value: string; readonly onChange: () => void };

function Chosen({ label, value, onChange }: ChosenProps) {
  return (
    <p className="chosen">
      <span>
        <span className="quiet">{label}</span> {value}
      </span>
      <button type="button" className="link" onClick={onChange} aria-label={`${t("close.change")}: ${label}`}>
        {t("close.change")}
      </button>
    </p>
  );
}
