import "./centre.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { SampleRow } from "../../../src/rooms/centre/contract.ts";
import { sendJson } from "../../ui/api.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatDate, formatDateTime } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { ActForm } from "../admin/act-form.tsx";
import { useAct } from "../admin/use-act.ts";
import { TextField } from "../form/fields.tsx";
import { type Column, DataTable, ExportButton } from "../list/data-table.tsx";
import { Empty, ListPage } from "../list/list-page.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { say } from "../texts/centre-texts.ts";

const dayMs = 86_400_000;

const columns = (): readonly Column<SampleRow>[] => [
  {
    head: say("samples.drawn"),
    look: "nowrap",
    main: true,
    text: ({ drawnAt }) => formatDateTime(drawnAt),
    cell: ({ id, drawnAt }) => (
      <Link to="/quality/$sampleId" params={{ sampleId: id }}>
        {formatDateTime(drawnAt)}
      </Link>
    ),
  },
  { head: say("samples.by"), look: "nowrap", text: ({ drawnBy }) => drawnBy ?? "" },
  {
    head: say("samples.period"),
    look: "nowrap",
    text: ({ from, to }) => `${formatDate(from)} — ${formatDate(to - 1)}`,
  },
  { head: say("samples.of"), look: "right", text: ({ size, population }) => `${size} / ${population}` },
  { head: say("quality.checked"), look: "right", text: ({ checked }) => String(checked) },
  { head: say("quality.failed"), look: "right", text: ({ failed }) => String(failed) },
  { head: say("samples.seed"), look: "nowrap", text: ({ seed }) => seed },
];

/** Samples that were drawn, and a new one. */
export function SamplesPage() {
  const checks = permits(useMe(), "centre.check");
  const list = useQuery(pathQuery<{ readonly samples: readonly SampleRow[] }>("/api/v1/quality-samples"));
  return (
    <ListPage
      title={say("samples.title")}
      tools={<ExportButton name="samples" columns={columns()} rows={list.data?.samples} />}
    >
      <p className="page-lead">{say("samples.lead")}</p>
      {checks ? <DrawForm /> : null}
      <DataTable
        columns={columns()}
        rows={list.data?.samples}
        keyOf={({ id }) => id}
        empty={<Empty title={say("samples.none")} text={say("samples.none.text")} />}
        error={list.error}
        onRetry={() => void list.refetch()}
        tall={false}
        testid="samples"
      />
    </ListPage>
  );
}

function DrawForm() {
  const [days, setDays] = useState("30");
  const [size, setSize] = useState("5");
  const act = useAct();
  const navigate = useNavigate();
  const draw = async (): Promise<void> => {
    const to = serverNow();
    await act.run(async () => {
      const body = { from: to - Number(days) * dayMs, to, size: Number(size) };
      const { id } = await sendJson<{ id: string }>("POST", "/api/v1/quality-samples", body);
      await navigate({ to: "/quality/$sampleId", params: { sampleId: id } });
    });
  };
  return (
    <ActForm
      title={say("samples.draw")}
      submit={say("samples.draw")}
      act={act}
      onSubmit={() => void draw()}
      testid="draw"
    >
      <TextField
        id="draw-days"
        type="number"
        min={1}
        max={366}
        required
        label={say("samples.days")}
        value={days}
        onChange={setDays}
      />
      <TextField
        id="draw-size"
        type="number"
        min={1}
        max={100}
        required
        label={say("samples.size")}
        value={size}
        onChange={setSize}
      />
    </ActForm>
  );
}
