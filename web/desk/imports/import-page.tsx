import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { ImportRunFile } from "../../../src/platform/imports/import-contract.ts";
import { sendJson, textOfFailure } from "../../ui/api.ts";
import { permits } from "../../ui/session.ts";
import { language } from "../../ui/texts/language.ts";
import { ListPage } from "../list/list-page.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { CheckReport } from "./check-report.tsx";
import { CoversLine } from "./file-covers.tsx";
import { MappingStep } from "./mapping-step.tsx";
import { RefusedRows } from "./refused-rows.tsx";
import { DiscardAct, type RunAct, RunActs } from "./run-acts.tsx";
import { RunFigures } from "./run-figures.tsx";
import { StateMark, Steps } from "./state-mark.tsx";
import "./imports.css";

const active = ["checking", "running", "undoing"];
const lookAgainMs = 1_000;
const stepOf = { uploaded: 1, checking: 2, checked: 2 } as const;

/** One import from its mapping to its end. */
export function ImportPage() {
  const { runId } = useParams({ from: "/shell/imports/$runId" });
  const mayImport = permits(useMe(), "lifts.import");
  const client = useQueryClient();
  const navigate = useNavigate();
  const [mapping, setMapping] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const path = `/api/v1/import-runs/${runId}`;
  const query = useQuery({
    ...pathQuery<ImportRunFile>(path),
    refetchInterval: ({ state }) => (active.includes(state.data?.run.state ?? "") ? lookAgainMs : false),
  });
  if (query.data === undefined)
    return query.error === null ? (
      <PageLoading rows={8} />
    ) : (
      <PageFailure error={query.error} reset={() => void query.refetch()} />
    );
  const { run } = query.data;
  const act = async (name: RunAct) => {
    setFailure(null);
    try {
      await sendJson("POST", `${path}/${name}`);
      setMapping(false);
      if (name === "discard") await navigate({ to: "/imports" });
    } catch (error) {
      setFailure(textOfFailure(error));
    }
    await client.invalidateQueries();
  };
  const onMapping = mayImport && run.discardedAt === null && (run.state === "uploaded" || mapping);
  return (
    <ListPage
      title={run.fileName}
      count={run.sourceName}
      filters={<Steps at={onMapping ? 1 : run.state in stepOf ? stepOf[run.state as keyof typeof stepOf] : 3} />}
      tools={
        !mayImport ? null : onMapping ? (
          <DiscardAct onAct={(name) => void act(name)} />
        ) : (
          <RunActs run={run} onAct={(name) => void act(name)} onMap={() => setMapping(true)} />
        )
      }
    >
      {failure === null ? null : (
        <p className="import-failure" role="alert">
          {failure}
        </p>
      )}
      {onMapping ? (
        <MappingStep run={run} onCheck={() => act("check")} />
      ) : (
        <RunBody file={query.data} mayImport={mayImport} />
      )}
    </ListPage>
  );
}

type BodyProps = { readonly file: ImportRunFile; readonly mayImport: boolean };

/** State, figures, refused rows and the report of the check. */
function RunBody({ file: { run, report }, mayImport }: BodyProps) {
  return (
    <>
      <section className="import-part">
        <p className="import-lead">
          <StateMark run={run} />
          {run.problem === null ? null : (
            <strong role="alert">{language() === "en" ? run.problem.en : run.problem.zh}</strong>
          )}
        </p>
        <RunFigures run={run} />
        <CoversLine run={run} />
      </section>
      {run.counts.refused > 0 && mayImport && !active.includes(run.state) ? <RefusedRows run={run} /> : null}
      {report === null || run.state === "running" ? null : <CheckReport report={report} form={run.form} />}
    </>
  );
}
