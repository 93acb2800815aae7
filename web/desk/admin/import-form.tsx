import { Button } from "antd";
import { type FormEvent, useState } from "react";
import type { ImportReport } from "../../../src/rooms/identity/contract.ts";
import { sendJson, textOfFailure } from "../../ui/api.ts";
import { Choice, FilePick } from "../form/fields.tsx";
import { DataTable } from "../list/data-table.tsx";
import { say } from "../texts/device-texts.ts";
import { readCsvFile } from "./read-csv-file.ts";

const kinds = ["regions", "organisations", "lifts", "parties", "crews"] as const;
type Kind = (typeof kinds)[number];
const columns: Readonly<Record<Kind, string>> = {
  regions: "code,name,parent",
  organisations: "code,name,kind,region,duty_phone",
  lifts:
    "register_code,device_code,maker_code,serial_number,rescue_code,kind,compound,building,unit,lift_no,address,region,lat,lon,floors",
  parties: "lift_code,role,organisation_code,from,to,duty_phone",
  crews: "code,name,organisation_code,kind,travel,phone,lat,lon",
};
const largestBytes = 30_000_000;

/** Our own CSV forms, with a report of what came in and what did not and why. */
export function ImportForm() {
  const [kind, setKind] = useState<Kind>("lifts");
  const [file, setFile] = useState<File>();
  const { busy, report, failure, send } = useImport();
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (file !== undefined) void send(kind, file);
  };
  return (
    <div className="sheet">
      <form className="sheet-part admin-form" onSubmit={onSubmit}>
        <h2 className="sheet-title">{say("import.title")}</h2>
        <p className="page-lead">{say("import.lead")}</p>
        <Choice
          label={say("import.what")}
          values={kinds}
          words={(value) => say(`import.${value}`)}
          value={kind}
          onChange={setKind}
        />
        <p className="page-lead sp-mono">{say("import.columns", { columns: columns[kind] })}</p>
        <FilePick
          id="import-file"
          label={say("import.file")}
          pick={say("import.pick")}
          accept=".csv,text/csv"
          onFile={(picked) => setFile(picked ?? undefined)}
        >
          {file?.name}
        </FilePick>
        {failure === undefined ? null : (
          <p className="form-failure" role="alert">
            {failure}
          </p>
        )}
        <div>
          <Button type="primary" htmlType="submit" loading={busy} disabled={file === undefined} data-testid="import-do">
            {say("import.do")}
          </Button>
        </div>
      </form>
      {report === undefined ? null : <Report report={report} />}
    </div>
  );
}

/** Sends one file at a time and keeps the report of the last one. */
function useImport() {
  const [busy, setBusy] = useState(false);
  const [report, setReport] = useState<ImportReport>();
  const [failure, setFailure] = useState<string>();
  const send = async (kind: Kind, file: File): Promise<void> => {
    if (file.size > largestBytes) return setFailure(say("import.too-large"));
    setBusy(true);
    setFailure(undefined);
    setReport(undefined);
    try {
      setReport(await sendJson<ImportReport>("POST", `/api/v1/imports/${kind}`, { csv: await readCsvFile(file) }));
    } catch (problem) {
      setFailure(textOfFailure(problem));
    } finally {
      setBusy(false);
    }
  };
  return { busy, report, failure, send };
}

function Report({ report }: { readonly report: ImportReport }) {
  const { rows, created, changed, unchanged, refused } = report;
  return (
    <section className="sheet-part" role="status" data-testid="import-report">
      <p>{say("import.report", { rows, created, changed, unchanged, refused: refused.length })}</p>
      {refused.length === 0 ? null : (
        <>
          <h2 className="sheet-title">{say("import.refused")}</h2>
          <DataTable
            columns={[
              { head: say("import.row"), look: "right", text: (each) => String(each.row) },
              { head: say("import.column"), look: "nowrap", text: (each) => each.column ?? "" },
              { head: say("import.reason"), text: (each) => each.text },
            ]}
            rows={refused}
            keyOf={(each) => `${each.row} ${each.column} ${each.code}`}
            empty={null}
          />
        </>
      )}
    </section>
  );
}
