import { type ChangeEvent, useState } from "react";
import type { EnrolFileReply } from "../../../src/rooms/devices/contract/waiting.ts";
import { sendJson, textOfFailure } from "../../ui/api.ts";
import { formatCount } from "../../ui/format-count.ts";
import { type Column, ExportButton } from "../list/data-table.tsx";
import { say } from "../texts/device-texts.ts";

/** Logins for the devices of a whole file; the secrets come out once, as a file. */
export function EnrolFile({ onEnrolled }: { readonly onEnrolled: () => void }) {
  const [done, setDone] = useState<EnrolFileReply>();
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const enrol = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [file] = target.files ?? [];
    if (file === undefined) return;
    setBusy(true);
    setFailure(undefined);
    try {
      const csv = textIn(await file.arrayBuffer());
      setDone(await sendJson<EnrolFileReply>("POST", "/api/v1/devices/enrol-file", { csv }));
      onEnrolled();
    } catch (problem) {
      setFailure(textOfFailure(problem));
    } finally {
      setBusy(false);
      target.value = "";
    }
  };
  return (
    <section className="sheet-part enrol">
      <h2 className="sheet-title">{say("file.title")}</h2>
      <p>{say("file.lead")}</p>
      <label className="enrol-file">
        <span>{say("file.choose")}</span>
        <input
          type="file"
          accept=".csv,text/csv"
          disabled={busy}
          onChange={(event) => void enrol(event)}
          data-testid="enrol-file"
        />
      </label>
      {failure === undefined ? null : (
        <p className="form-failure" role="alert">
          {failure}
        </p>
      )}
      {done === undefined ? null : <Done done={done} />}
    </section>
  );
}

/** Lists that offices keep are UTF-8 or GB 18030. */
function textIn(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

type Enrolled = EnrolFileReply["enrolled"][number];
type Refused = EnrolFileReply["refused"][number];
const enrolledColumns = (): readonly Column<Enrolled>[] => [
  { head: "code", text: ({ code }) => code },
  { head: "username", text: ({ username }) => username },
  { head: "password", text: ({ password }) => password },
  { head: "dialect", text: ({ dialect }) => dialect },
];
const refusedColumns = (): readonly Column<Refused>[] => [
  { head: say("file.row"), text: ({ row }) => String(row) },
  { head: say("file.column"), text: ({ column }) => column ?? "" },
  { head: say("file.reason"), text: ({ text }) => text },
];

function Done({ done: { rows, enrolled, refused } }: { readonly done: EnrolFileReply }) {
  const badRows = new Set(refused.map(({ row }) => row)).size;
  const counts = { rows: formatCount(rows), enrolled: formatCount(enrolled.length), refused: formatCount(badRows) };
  return (
    <div role="status" data-testid="enrol-file-done">
      <p>{say("file.done", counts)}</p>
      <p className="page-tools">
        {enrolled.length === 0 ? null : (
          <ExportButton name="device-logins" columns={enrolledColumns()} rows={enrolled} label={say("file.secrets")} />
        )}
        {refused.length === 0 ? null : (
          <ExportButton
            name="device-logins-refused"
            columns={refusedColumns()}
            rows={refused}
            label={say("file.refused")}
          />
        )}
      </p>
      {refused.length === 0 ? null : (
        <ul>
          {refused.slice(0, 20).map(({ row, column, text }) => (
            <li key={`${row} ${column}`}>
              {say("file.row")} {row}: {text}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
