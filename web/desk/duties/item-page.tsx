import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import type { DueItemFile } from "../../../src/rooms/duties/contract/board.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatDate, formatDateTime } from "../../ui/format-time.ts";
import { newKey } from "../../ui/new-key.ts";
import { language } from "../../ui/texts/language.ts";
import { useAct } from "../admin/use-act.ts";
import { ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/duty-texts.ts";
import { DutyTabs } from "./duty-tabs.tsx";
import { Failure } from "./failure.tsx";
import { ItemState } from "./item-state.tsx";
import { ReasonForm } from "./reason-form.tsx";
import { sendFile } from "./send-file.ts";
import { UrgeTable } from "./urge-table.tsx";
import { useDecision } from "./use-decision.ts";

/** One due item: what is to be done, the evidence, and how it is closed. */
export function ItemPage() {
  const { itemId } = useParams({ from: "/shell/duties/items/$itemId" });
  const asked = useQuery(pathQuery<DueItemFile>(`/api/v1/due-items/${itemId}`));
  if (asked.data === undefined)
    return asked.error === null ? (
      <PageLoading />
    ) : (
      <PageFailure error={asked.error} reset={() => void asked.refetch()} />
    );
  return <ItemSheet file={asked.data} />;
}

type Props = { readonly file: DueItemFile };

function ItemSheet({ file }: Props) {
  const { item, mayReport, mayDecide } = file;
  const open = item.closedAt === null;
  return (
    <ListPage
      title={item.heading ?? item.text.slice(0, 30)}
      tools={
        <>
          <Link to="/duties" className="plain-button">
            {say("item.back")}
          </Link>
          <PrintButton />
        </>
      }
    >
      <DutyTabs />
      <div className="sheet" data-testid="due-item" data-state={item.state}>
        <ItemHead file={file} />
        <Evidence file={file} />
        {open && mayReport ? <Report file={file} /> : null}
        {item.urges === 0 ? null : (
          <section className="sheet-part">
            <h2 className="sheet-title">{say("tab.urges")}</h2>
            <UrgeTable urges={file.urges} />
          </section>
        )}
        {open && mayDecide ? <Decide file={file} /> : null}
        <PrintStamp />
      </div>
    </ListPage>
  );
}

function ItemHead({ file: { item, measured } }: Props) {
  const time = item.closedAt === null ? "" : formatDateTime(item.closedAt);
  return (
    <section className="sheet-part item-head">
      <p className="item-line">
        <ItemState item={item} />
        <strong>{item.dueOn}</strong>
        <Link to="/duties/units/$unitId" params={{ unitId: item.organisationId }}>
          {item.organisation}
        </Link>
        <Link to="/duties/documents/$documentId" params={{ documentId: item.documentId }}>
          {item.document}
        </Link>
      </p>
      <p className="duty-text">{item.text}</p>
      {item.measure === null ? null : <p data-testid="measured">{measuredText(item.measure, measured)}</p>}
      {item.closedAt === null ? null : (
        <p>
          {item.closedBy === null
            ? say("item.closed.measure", { time })
            : say("item.closed", { time, name: item.closedBy })}
        </p>
      )}
      {item.note === null || item.note === "" ? null : <p>{item.note}</p>}
    </section>
  );
}

function measuredText(measure: NonNullable<DueItemFile["item"]["measure"]>, measured: DueItemFile["measured"]): string {
  if (measured === null || measured.value === null) return say("item.measured.none");
  const state = say(measured.reached ? "item.measured.reached" : "item.measured.not");
  return say("item.measured", { value: measured.value, op: measure.op, wanted: measure.value, state });
}

const Evidence = ({ file: { item, evidence } }: Props) => (
  <section className="sheet-part">
    <h2 className="sheet-title">{say("item.evidence")}</h2>
    {evidence.length === 0 ? <p className="block-empty">{say("item.evidence.none")}</p> : null}
    <ul className="evidence" data-testid="evidence">
      {evidence.map(({ id, kind, fileName, text, measured, at, byName }) => (
        <li key={id}>
          {kind === "file" ? (
            <a href={`/api/v1/due-items/${item.id}/evidence/${id}`} download={fileName ?? undefined}>
              {fileName}
            </a>
          ) : measured === null ? (
            <span>{text}</span>
          ) : (
            <span>
              {language() === "en" ? measured.en : measured.zh}：<strong>{`${measured.value} ${measured.unit}`}</strong>{" "}
              <small>{language() === "en" ? measured.definitionEn : measured.definitionZh}</small>
            </span>
          )}{" "}
          <small>
            {formatDateTime(at)} {kind === "measure" ? say("item.evidence.measure") : byName}
          </small>
        </li>
      ))}
    </ul>
  </section>
);

function Report({ file: { item } }: Props) {
  const decision = useDecision();
  const act = useAct();
  const client = useQueryClient();
  const bring = (file: File): void =>
    void act.run(async () => {
      await sendFile(`/api/v1/due-items/${item.id}/evidence`, file);
      await client.invalidateQueries();
    });
  return (
    <section className="sheet-part no-print">
      <ReasonForm
        label={say("item.note")}
        act={say("item.note.add")}
        path={`/api/v1/due-items/${item.id}/note`}
        bodyOf={(text) => ({ text })}
        testid="evidence-note"
      />
      <div className="duty-buttons">
        <label className="plain-button file-pick">
          <input
            type="file"
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = "";
              if (file !== undefined) bring(file);
            }}
            data-testid="evidence-file"
          />
          {say("item.file")}
        </label>
        <button
          type="button"
          className="primary-button"
          disabled={decision.busy}
          onClick={() => void decision.send(`/api/v1/due-items/${item.id}/done`, { note: "" })}
          data-testid="item-done"
        >
          {say("item.done")}
        </button>
      </div>
      <Failure text={act.failure ?? decision.failure} />
    </section>
  );
}

/** For who supervises: a letter, or no need this time. */
const Decide = ({ file: { item } }: Props) => (
  <section className="sheet-part item-decide no-print">
    <UrgeForm itemId={item.id} />
    <ReasonForm
      label={say("item.reason")}
      act={say("item.waive")}
      path={`/api/v1/due-items/${item.id}/waive`}
      bodyOf={(reason) => ({ reason })}
      testid="waive"
    />
  </section>
);

const replyDays = 7;

function UrgeForm({ itemId }: { readonly itemId: string }) {
  const [demand, setDemand] = useState("");
  const [replyBy, setReplyBy] = useState(formatDate(serverNow() + replyDays * 86_400_000));
  // Pressed twice on a bad line: one letter.
  const [key, setKey] = useState(newKey());
  const decision = useDecision();
  const issue = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!(await decision.send("/api/v1/urges", { key, dueItemId: itemId, demand: demand.trim(), replyBy }))) return;
    setDemand("");
    setKey(newKey());
  };
  return (
    <form className="duty-form" onSubmit={(event) => void issue(event)}>
      <label className="duty-field">
        {say("item.urge.demand")}
        <textarea
          className="text-input"
          required
          rows={2}
          maxLength={1_000}
          value={demand}
          onChange={(event) => setDemand(event.target.value)}
          data-testid="urge-demand"
        />
      </label>
      <label className="duty-field">
        {say("item.urge.by")}
        <input
          className="text-input"
          type="date"
          required
          value={replyBy}
          onChange={(event) => setReplyBy(event.target.value)}
        />
      </label>
      <Failure text={decision.failure} />
      <div className="duty-buttons">
        <button type="submit" className="plain-button" disabled={decision.busy} data-testid="urge-issue">
          {say("item.urge")}
        </button>
      </div>
    </form>
  );
}
