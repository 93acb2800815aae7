import { useState } from "react";
import type { ReleaseStep } from "../../src/rooms/rescue/contract/scene.ts";
import type { CrewTask } from "../../src/rooms/rescue/contract.ts";
import { formatTimeOfDay } from "../ui/format-time.ts";
import { language } from "../ui/texts/language.ts";
import { d } from "./deed-texts.ts";
import { SideScreen } from "./side-screen.tsx";
import { smallPhoto } from "./small-photo.ts";
import type { PhotoView } from "./use-photo-box.ts";

type Props = {
  readonly task: CrewTask;
  readonly photos: PhotoView;
  readonly onStep: (step: string, done: boolean) => void;
  readonly onBack: () => void;
};

/** 解救步骤: ticked as they are done, with photos; nothing of it stands in the way of "people freed". */
export function StepsScreen({ task, photos, onStep, onBack }: Props) {
  const [failed, setFailed] = useState(false);
  const procedure = task.scene?.procedure ?? null;
  const take = async (step: string | null, file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    try {
      photos.box.put({ askId: task.askId, step, blob: await smallPhoto(file) });
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  const problem = failed ? d("photo.failed") : photos.problem;
  return (
    <SideScreen testId="steps" onBack={onBack}>
      <h1>{d("steps.title")}</h1>
      {problem !== null && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <ol className="steps">
        {(procedure?.steps ?? []).map((step) => (
          <StepRow
            key={step.step}
            step={step}
            task={task}
            photos={photosOf(task, photos, step.step)}
            onStep={onStep}
            onPhoto={(file) => void take(step.step, file)}
          />
        ))}
        <li className="steps__row">
          <span className="steps__text">{d("steps.other")}</span>
          <PhotoButton
            testId="photo-other"
            count={photosOf(task, photos, null)}
            onPhoto={(file) => void take(null, file)}
          />
        </li>
      </ol>
      {procedure !== null && (
        <p className="quiet">
          {d(`steps.${procedure.certainty}`)} {procedure.source}
        </p>
      )}
    </SideScreen>
  );
}

/** How many were taken, and how many of them wait on this phone. */
type Count = { readonly all: number; readonly waiting: number };

function photosOf(task: CrewTask, { waiting }: PhotoView, step: string | null): Count {
  const own = waiting.filter((photo) => photo.askId === task.askId && photo.step === step);
  const known = (task.scene?.photos ?? []).filter((photo) => photo.step === step);
  const unknown = own.filter(({ key }) => !known.some(({ photoId }) => photoId === key));
  return { all: known.length + unknown.length, waiting: own.length };
}

type RowProps = {
  readonly step: ReleaseStep;
  readonly task: CrewTask;
  readonly photos: Count;
  readonly onStep: Props["onStep"];
  readonly onPhoto: (file: File | undefined) => void;
};

function StepRow({ step, task, photos, onStep, onPhoto }: RowProps) {
  const told = task.scene?.steps.find((each) => each.step === step.step);
  const done = told?.done === true;
  return (
    <li className={done ? "steps__row steps__row--done" : "steps__row"} data-testid={`step-${step.step}`}>
      <label className="steps__text">
        <input
          type="checkbox"
          checked={done}
          data-testid={`tick-${step.step}`}
          onChange={(event) => onStep(step.step, event.target.checked)}
        />
        <span>
          {language() === "en" ? step.en : step.zh}
          {done && told !== undefined && (
            <span className="steps__by">
              {formatTimeOfDay(told.at).slice(0, 5)} {told.by ?? ""}
            </span>
          )}
        </span>
      </label>
      {(step.photo || photos.all > 0) && <PhotoButton testId={`photo-${step.step}`} count={photos} onPhoto={onPhoto} />}
    </li>
  );
}

type PhotoProps = {
  readonly testId: string;
  readonly count: Count;
  readonly onPhoto: (file: File | undefined) => void;
};

function PhotoButton({ testId, count, onPhoto }: PhotoProps) {
  return (
    <label className="button steps__photo">
      {count.all === 0 ? d("photo.take") : d("photo.count", { count: count.all })}
      {count.waiting > 0 && (
        <small data-testid={`${testId}-waiting`}>{d("photo.waiting", { count: count.waiting })}</small>
      )}
      <input
        type="file"
        accept="image/*"
        capture="environment"
        className="file-input"
        data-testid={testId}
        onChange={(event) => {
          onPhoto(event.target.files?.[0]);
          // The same picture may be chosen again.
          event.target.value = "";
        }}
      />
    </label>
  );
}
