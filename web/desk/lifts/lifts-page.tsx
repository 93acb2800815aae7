import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { kindNames, type LiftSummary } from "../../../src/rooms/lifts/contract.ts";
import { language } from "../../ui/texts/language.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable, ExportButton } from "../list/data-table.tsx";
import { Copyable, Empty, ListPage } from "../list/list-page.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { say } from "../texts/list-texts.ts";

type Reply = { readonly lifts: readonly LiftSummary[]; readonly total: number; readonly next: string | null };

export const kindName = (kind: LiftSummary["kind"]): string =>
  language() === "en" ? kindNames[kind].en : kindNames[kind].zh;

const columns = (): readonly Column<LiftSummary>[] => [
  {
    head: say("lift.rescue-code"),
    look: "nowrap",
    text: (lift) => lift.rescueCode ?? "",
    cell: (lift) => <Copyable text={lift.rescueCode} />,
  },
  {
    head: say("lift.place"),
    look: "cut",
    text: (lift) => lift.place,
    cell: (lift) => (
      <Link to="/lifts/$liftId" params={{ liftId: lift.id }}>
        {lift.place}
      </Link>
    ),
  },
  { head: say("lift.kind"), look: "nowrap", text: (lift) => kindName(lift.kind) },
  { head: say("lift.address"), look: "cut", text: (lift) => lift.address },
  { head: say("lift.use-unit"), look: "cut", text: (lift) => lift.useUnit ?? "" },
  { head: say("lift.maintenance"), look: "cut", text: (lift) => lift.maintenanceUnit ?? "" },
  {
    head: say("lift.register-code"),
    look: "nowrap",
    text: (lift) => lift.registerCode,
    cell: (lift) => <Copyable text={lift.registerCode} />,
  },
];

/** The register, plainly: search, count, more. */
export function LiftsPage() {
  const { q = "" } = useSearch({ from: "/shell/lifts" });
  const list = useKeyset<Reply, LiftSummary>(
    `/api/v1/lifts?limit=100${q === "" ? "" : `&q=${encodeURIComponent(q)}`}`,
    ({ lifts, total, next }) => ({ rows: lifts, total, next }),
  );
  return (
    <ListPage
      title={say("lifts.title")}
      count={countText(list.rows?.length, list.total)}
      filters={<LiftSearch key={q} q={q} />}
      tools={<ExportButton name="lifts" columns={columns()} rows={list.rows} />}
    >
      <DataTable
        columns={columns()}
        rows={list.rows}
        keyOf={(lift) => lift.id}
        empty={<Empty title={say("lifts.empty")} text={say("lifts.empty.text")} />}
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        testid="lifts"
      />
    </ListPage>
  );
}

function LiftSearch({ q }: { readonly q: string }) {
  const [text, setText] = useState(q);
  const navigate = useNavigate();
  const search = (event: FormEvent): void => {
    event.preventDefault();
    const wanted = text.trim();
    void navigate({ to: "/lifts", search: wanted === "" ? {} : { q: wanted } });
  };
  return (
    <form className="search" onSubmit={search} role="search">
      <input
        className="text-input"
        type="search"
        aria-label={say("lifts.search")}
        placeholder={say("lifts.search")}
        maxLength={80}
        value={text}
        onChange={(event) => setText(event.target.value)}
        data-testid="lifts-search"
      />
      <button type="submit" className="plain-button">
        {say("search")}
      </button>
    </form>
  );
}
