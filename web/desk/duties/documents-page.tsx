import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { DocumentRow } from "../../../src/rooms/duties/contract/review.ts";
import { formatDate } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { useAct } from "../admin/use-act.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty, ListPage } from "../list/list-page.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { say } from "../texts/duty-texts.ts";
import { DutyTabs } from "./duty-tabs.tsx";
import { Failure } from "./failure.tsx";
import { sendFile } from "./send-file.ts";

export const documentsQuery = pathQuery<{ documents: readonly DocumentRow[] }>("/api/v1/policy-documents");

const forceOf = ({ effectiveOn, signedOn, validUntil }: DocumentRow): string =>
  [effectiveOn ?? signedOn ?? "", validUntil === null ? "" : `→ ${validUntil}`].filter((part) => part !== "").join(" ");

const columns = (): readonly Column<DocumentRow>[] => [
  {
    head: say("documents.name"),
    look: "cut cut--long",
    main: true,
    text: ({ title }) => title,
    cell: ({ id, title }) => (
      <Link to="/duties/documents/$documentId" params={{ documentId: id }} title={title}>
        {title}
      </Link>
    ),
  },
  { head: say("documents.number"), look: "nowrap", text: ({ number }) => number ?? "" },
  {
    head: say("documents.region"),
    look: "nowrap",
    text: ({ regionName, jurisdiction }) => regionName ?? jurisdiction ?? "",
  },
  {
    head: say("documents.standing"),
    look: "nowrap",
    text: ({ standing }) => say(`standing.${standing}`),
    cell: ({ standing }) => <span className={`standing standing--${standing}`}>{say(`standing.${standing}`)}</span>,
  },
  { head: say("documents.dates"), look: "nowrap", roomy: true, text: forceOf },
  { head: say("documents.duties"), look: "right", text: ({ duties }) => String(duties) },
  { head: say("documents.confirmed"), look: "right", text: ({ confirmed }) => String(confirmed) },
  { head: say("documents.open"), look: "right", text: ({ undecided }) => String(undecided) },
  {
    head: say("documents.differences"),
    look: "right",
    text: ({ differences }) => (differences === 0 ? "" : String(differences)),
  },
  { head: say("documents.uploaded"), look: "nowrap", roomy: true, text: ({ uploadedAt }) => formatDate(uploadedAt) },
];

/** Policy documents, and the way to bring one. */
export function DocumentsPage() {
  const list = useQuery(documentsQuery);
  return (
    <ListPage
      title={say("documents.title")}
      count={list.data === undefined ? undefined : String(list.data.documents.length)}
      tools={permits(useMe(), "duties.edit") ? <Upload /> : null}
    >
      <DutyTabs />
      <DataTable
        columns={columns()}
        rows={list.data?.documents}
        keyOf={({ id }) => id}
        empty={<Empty title={say("documents.empty")} text={say("documents.empty.text")} />}
        error={list.error}
        onRetry={() => void list.refetch()}
        testid="policy-documents"
      />
    </ListPage>
  );
}

function Upload() {
  const act = useAct();
  const client = useQueryClient();
  const navigate = useNavigate();
  const bring = (file: File): void =>
    void act.run(async () => {
      const { id } = await sendFile<{ id: string }>("/api/v1/policy-documents", file);
      await client.invalidateQueries();
      await navigate({ to: "/duties/documents/$documentId", params: { documentId: id } });
    });
  return (
    <>
      <Failure text={act.failure} />
      <label className="plain-button file-pick" aria-busy={act.busy}>
        <input
          type="file"
          accept=".txt,.docx,.pdf,.html,.htm"
          disabled={act.busy}
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = "";
            if (file !== undefined) bring(file);
          }}
          data-testid="policy-file"
        />
        {say(act.busy ? "documents.busy" : "documents.pick")}
      </label>
    </>
  );
}
