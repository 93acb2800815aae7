import { useState } from "react";
import { partName } from "../../../src/rooms/lifts/contract/part-kinds.ts";
import type { LiftFile } from "../../../src/rooms/lifts/contract.ts";
import { formatDate } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { language } from "../../ui/texts/language.ts";
import { useMe } from "../queries.ts";
import { say as sayEdit } from "../texts/lift-edit-texts.ts";
import { say } from "../texts/register-texts.ts";
import { FitPartForm, RemovePartForm } from "./part-form.tsx";

type Part = LiftFile["parts"][number];
/** What is being done: a part is entered (in the place of another), or taken out. */
type Doing = { readonly act: "fit"; readonly replaces: Part | null } | { readonly act: "remove"; readonly part: Part };

/** Main parts and safety devices, those in the lift now first; who keeps the register enters, replaces and removes them. */
export function Parts({ file }: { readonly file: LiftFile }) {
  const mayEdit = permits(useMe(), "lifts.edit");
  const [doing, setDoing] = useState<Doing>();
  const shut = (): void => setDoing(undefined);
  return (
    <section className="sheet-part" data-testid="parts">
      <div className="sheet-head">
        <h2 className="sheet-title">{say("file.parts")}</h2>
        {mayEdit ? (
          <button
            type="button"
            className="plain-button no-print"
            onClick={() => setDoing({ act: "fit", replaces: null })}
            data-testid="part-add"
          >
            {sayEdit("part.add")}
          </button>
        ) : null}
      </div>
      {doing?.act === "fit" ? (
        <FitPartForm key={doing.replaces?.id ?? ""} file={file} replaces={doing.replaces} onDone={shut} />
      ) : null}
      {doing?.act === "remove" ? (
        <RemovePartForm key={doing.part.id} file={file} part={doing.part} onDone={shut} />
      ) : null}
      {file.parts.length === 0 ? (
        <p className="block-empty">{say("file.parts.none")}</p>
      ) : (
        <PartTable parts={file.parts} mayEdit={mayEdit} onDo={setDoing} />
      )}
      <FormerCodes file={file} />
    </section>
  );
}

type TableProps = {
  readonly parts: readonly Part[];
  readonly mayEdit: boolean;
  readonly onDo: (doing: Doing) => void;
};

const heads = ["kind", "maker", "type", "serial", "certificate", "fitted", "removed"] as const;

const PartTable = ({ parts, mayEdit, onDo }: TableProps) => (
  <table className="table">
    <thead>
      <tr>
        {heads.map((head) => (
          <th key={head} scope="col">
            {say(`part.${head}`)}
          </th>
        ))}
        {mayEdit ? (
          <th scope="col" className="no-print">
            {sayEdit("part.acts")}
          </th>
        ) : null}
      </tr>
    </thead>
    <tbody>
      {parts.map((part) => (
        <tr key={part.id}>
          <td>{partName(part.kind, language() === "en" ? "en" : "zh")}</td>
          <td>{part.maker}</td>
          <td>{part.type}</td>
          <td className="sp-mono">{part.serialNumber}</td>
          <td className="sp-mono">{part.certificateNo}</td>
          <td className="nowrap">{part.fittedOn ?? say("file.unrecorded")}</td>
          <td className="nowrap">{part.removedOn ?? ""}</td>
          {mayEdit ? (
            <td className="nowrap no-print">{part.removedOn === null ? <PartActs part={part} onDo={onDo} /> : null}</td>
          ) : null}
        </tr>
      ))}
    </tbody>
  </table>
);

function PartActs({ part, onDo }: { readonly part: Part; readonly onDo: (doing: Doing) => void }) {
  const named = { kind: partName(part.kind, language() === "en" ? "en" : "zh"), serial: part.serialNumber };
  return (
    <>
      <button
        type="button"
        className="plain-button"
        aria-label={sayEdit("part.replace.named", named)}
        onClick={() => onDo({ act: "fit", replaces: part })}
        data-testid="part-replace"
      >
        {sayEdit("part.replace")}
      </button>{" "}
      <button
        type="button"
        className="plain-button"
        aria-label={sayEdit("part.remove.named", named)}
        onClick={() => onDo({ act: "remove", part })}
        data-testid="part-remove"
      >
        {sayEdit("part.remove")}
      </button>
    </>
  );
}

function FormerCodes({ file }: { readonly file: LiftFile }) {
  if (file.formerCodes.length === 0) return null;
  return (
    <details className="party-former">
      <summary>{say("file.former-codes")}</summary>
      {file.formerCodes.map(({ code: former, until }) => (
        <p key={`${former} ${until}`}>
          <span className="sp-mono">{former}</span>{" "}
          <small>{say("file.former-codes.until", { date: formatDate(until) })}</small>
        </p>
      ))}
    </details>
  );
}
