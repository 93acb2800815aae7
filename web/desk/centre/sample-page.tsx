import "./centre.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import {
  type QualityAnswer,
  type QualityQuestion,
  qualityAnswers,
  qualityQuestions,
  type SampleFile,
  type SampleItem,
} from "../../../src/rooms/centre/contract.ts";
import { sendJson } from "../../ui/api.ts";
import { formatDate, formatDateTime } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { ActForm } from "../admin/act-form.tsx";
import { useAct } from "../admin/use-act.ts";
import { Choice, Field } from "../form/fields.tsx";
import { type Column, DataTable, ExportButton } from "../list/data-table.tsx";
import { ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/centre-texts.ts";

const resultText = ({ passed, answers, note }: SampleItem): string => {
  if (passed === null) return say("sample.open");
  const wrong = qualityQuestions.filter((each) => answers?.[each] === "no").map((each) => say(`q.${each}`));
  return [passed ? say("sample.passed") : say("sample.failed", { what: wrong.join("、") }), note]
    .filter((text) => text !== "")
    .join("。");
};

const columns = (onCheck: ((item: SampleItem) => void) | undefined): readonly Column<SampleItem>[] => [
  { head: "#", look: "right", text: ({ no }) => String(no) },
  {
    head: say("head.no"),
    look: "nowrap",
    text: ({ incidentNo }) => incidentNo,
    cell: ({ incidentId, incidentNo }) => (
      <Link to="/incidents/$incidentId" params={{ incidentId }} className="sp-mono">
        {incidentNo}
      </Link>
    ),
  },
  { head: say("head.place"), main: true, text: ({ place }) => place },
  { head: say("head.taken"), look: "nowrap", text: ({ takenBy }) => takenBy ?? say("nobody-took") },
  {
    head: say("sample.found"),
    text: resultText,
    cell: (item) => (
      <span className={item.passed === null ? undefined : item.passed ? "centre-good" : "centre-bad"}>
        {resultText(item)}
      </span>
    ),
  },
  {
    head: say("quality.checked"),
    text: ({ checkedBy, checkedAt }) =>
      checkedAt === null ? "" : say("sample.by", { person: checkedBy ?? "", time: formatDateTime(checkedAt) }),
    cell: (item) =>
      item.checkedAt !== null || onCheck === undefined ? (
        item.checkedAt === null ? null : (
          <span>{say("sample.by", { person: item.checkedBy ?? "", time: formatDateTime(item.checkedAt) })}</span>
        )
      ) : (
        <button type="button" className="plain-button no-print" onClick={() => onCheck(item)} data-testid="check">
          {say("sample.check")}
        </button>
      ),
  },
];

/** One sample: each rescue is held against the short list, once. */
export function SamplePage() {
  const { sampleId } = useParams({ from: "/shell/quality/$sampleId" });
  const checks = permits(useMe(), "centre.check");
  const file = useQuery(pathQuery<SampleFile>(`/api/v1/quality-samples/${sampleId}`));
  const [checking, setChecking] = useState<SampleItem | null>(null);
  if (file.data === undefined)
    return file.error === null ? <PageLoading /> : <PageFailure error={file.error} reset={() => void file.refetch()} />;
  const { size, population, from, to, seed, items } = file.data;
  const done = (): void => {
    setChecking(null);
    void file.refetch();
  };
  return (
    <ListPage
      title={say("sample.title")}
      count={`${size} / ${population} · ${formatDate(from)} — ${formatDate(to - 1)} · ${say("samples.seed")} ${seed}`}
      tools={
        <>
          <Link to="/quality" className="plain-button no-print">
            {say("samples.back")}
          </Link>
          <ExportButton name="sample" columns={columns(undefined)} rows={items} />
          <PrintButton />
        </>
      }
    >
      {checking === null ? null : (
        <CheckForm
          key={checking.incidentId}
          sampleId={sampleId}
          item={checking}
          onDone={done}
          onCancel={() => setChecking(null)}
        />
      )}
      <DataTable
        columns={columns(checks ? setChecking : undefined)}
        rows={items}
        keyOf={({ incidentId }) => incidentId}
        empty={null}
        tall={false}
        testid="sample"
      />
      <PrintStamp />
    </ListPage>
  );
}

type CheckProps = {
  readonly sampleId: string;
  readonly item: SampleItem;
  readonly onDone: () => void;
  readonly onCancel: () => void;
};
const atFirst = Object.fromEntries(qualityQuestions.map((each) => [each, "yes"])) as Record<
  QualityQuestion,
  QualityAnswer
>;

function CheckForm({ sampleId, item, onDone, onCancel }: CheckProps) {
  const [answers, setAnswers] = useState(atFirst);
  const [note, setNote] = useState("");
  const act = useAct();
  const path = `/api/v1/quality-samples/${sampleId}/items/${item.incidentId}`;
  const save = async (): Promise<void> => {
    if (await act.run(() => sendJson("POST", path, { answers, note }))) onDone();
  };
  return (
    <ActForm
      title={`${item.incidentNo} ${item.place}`}
      submit={say("sample.save")}
      act={act}
      onSubmit={() => void save()}
      onCancel={onCancel}
      testid="check-form"
    >
      {qualityQuestions.map((question) => (
        <Choice
          key={question}
          label={say(`q.${question}`)}
          values={qualityAnswers}
          words={(answer) => say(`a.${answer}`)}
          value={answers[question]}
          onChange={(answer) => setAnswers({ ...answers, [question]: answer })}
        />
      ))}
      <Field label={say("sample.note")} htmlFor="check-note">
        <textarea
          id="check-note"
          className="text-input"
          rows={2}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
    </ActForm>
  );
}
