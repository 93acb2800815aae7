import "./scene-part.css";
import { type SceneFile, signBox } from "../../../src/rooms/rescue/contract/scene.ts";
import type { IncidentFile } from "../../../src/rooms/rescue/contract.ts";
import { formatDateTime, formatTimeOfDay } from "../../ui/format-time.ts";
import { language } from "../../ui/texts/language.ts";
import { say } from "../texts/crew-phone-texts.ts";

type Props = { readonly file: IncidentFile };

const isEmpty = ({ steps, photos, handBack }: SceneFile): boolean =>
  steps.length === 0 && photos.length === 0 && handBack === null;

/** What the crew recorded at the lift: the steps with their times, photos, who took the lift back. */
export function ScenePart({ file: { scene, incident } }: Props) {
  return (
    <div className="scene" data-testid="scene">
      {isEmpty(scene) ? <p className="block-empty">{say("scene.none")}</p> : null}
      <Steps scene={scene} />
      <Photos scene={scene} incidentId={incident.id} />
      <Signature scene={scene} />
    </div>
  );
}

/** The same on the page of the file; nothing where nothing was recorded. */
export function SceneSheet({ file }: Props) {
  if (isEmpty(file.scene)) return null;
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">{say("scene.tab")}</h2>
      <ScenePart file={file} />
    </section>
  );
}

const stepText = ({ procedure }: SceneFile, step: string | null): string => {
  const known = procedure?.steps.find((each) => each.step === step);
  return known === undefined ? (step ?? say("scene.no-step")) : language() === "en" ? known.en : known.zh;
};

function Steps({ scene }: { readonly scene: SceneFile }) {
  const { procedure, steps } = scene;
  if (procedure === null) return null;
  const doneOf = (step: string) => steps.find((each) => each.step === step && each.done);
  return (
    <section aria-label={say("scene.steps")}>
      <h3 className="scene-title">{say("scene.steps")}</h3>
      <ol className="scene-steps">
        {procedure.steps.map(({ step }) => {
          const done = doneOf(step);
          return (
            <li key={step} className="scene-step" data-done={done !== undefined} data-testid={`step-${step}`}>
              <span className="scene-mark" aria-hidden="true">
                {done === undefined ? "" : "✓"}
              </span>
              <span>{stepText(scene, step)}</span>
              <span className="scene-by">
                {done === undefined ? "" : `${formatTimeOfDay(done.at)} ${done.by ?? ""}`}
              </span>
            </li>
          );
        })}
      </ol>
      <p className="scene-source">
        {say("scene.source", { source: procedure.source })} · {say(`scene.certainty.${procedure.certainty}`)}
      </p>
    </section>
  );
}

function Photos({ scene, incidentId }: { readonly scene: SceneFile; readonly incidentId: string }) {
  if (scene.photos.length === 0) return null;
  return (
    <section aria-label={say("scene.photos")}>
      <h3 className="scene-title">{say("scene.photos")}</h3>
      <ul className="scene-photos">
        {scene.photos.map(({ photoId, step, at, kept }) => {
          const text = say("scene.photo", { step: stepText(scene, step), time: formatTimeOfDay(at) });
          const url = `/api/v1/incidents/${incidentId}/photos/${photoId}`;
          return (
            <li key={photoId}>
              {kept ? (
                <a href={url} target="_blank" rel="noreferrer">
                  <img src={url} alt={text} loading="lazy" data-testid="scene-photo" />
                </a>
              ) : (
                <p className="block-empty">{say("scene.photo.gone")}</p>
              )}
              <span>{text}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Signature({ scene: { handBack, signature } }: { readonly scene: SceneFile }) {
  if (handBack === null) return null;
  const { name, role, path, remark } = signature ?? { name: "", role: "", path: null, remark: null };
  return (
    <section aria-label={say("scene.sign")} data-testid="scene-signature">
      <h3 className="scene-title">{say("scene.sign")}</h3>
      <p>
        {formatDateTime(handBack.at)}{" "}
        {signature === null
          ? say("scene.sign.gone")
          : handBack.signed
            ? say("scene.sign.by", { name, role })
            : say("scene.sign.nobody", { remark: remark ?? "" })}
      </p>
      {path === null ? null : (
        <svg className="scene-hand" viewBox={`0 0 ${signBox.width} ${signBox.height}`} role="img" aria-label={name}>
          <path
            d={path}
            fill="none"
            stroke="currentColor"
            strokeWidth="4"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </svg>
      )}
    </section>
  );
}
