import "./docking.css";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { type DockingCheck, dockingOccasions } from "../../../src/rooms/devices/contract/docking.ts";
import { dockingItems } from "../../../src/rooms/devices/contract/docking-items.ts";
import { sendJson, textOfFailure } from "../../ui/api.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable, ExportButton } from "../list/data-table.tsx";
import { Copyable, Empty, ListPage } from "../list/list-page.tsx";
import { SearchBox } from "../list/search-box.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { useMe } from "../queries.ts";
import { say } from "../texts/docking-texts.ts";

type Reply = { readonly checks: readonly DockingCheck[]; readonly total: number; readonly next: string | null };

/** How many of the required items are green. */
export function greenOf({ kind, items }: DockingCheck): { readonly green: number; readonly all: number } {
  const required = new Set(dockingItems[kind].flatMap((item) => (item.required ? [item.key] : [])));
  const green = items.filter(({ key, state }) => state === "ok" && required.has(key)).length;
  return { green, all: required.size };
}

const greenText = (check: DockingCheck): string => {
  const { green, all } = greenOf(check);
  return `${green} / ${all}`;
};

const columns = (): readonly Column<DockingCheck>[] => [
  {
    head: say("check.lift"),
    look: "cut",
    main: true,
    text: (check) => check.place,
    cell: (check) => (
      <Link to="/docking/$checkId" params={{ checkId: check.id }}>
        {check.place}
      </Link>
    ),
  },
  {
    head: say("check.code"),
    look: "nowrap",
    text: (check) => check.registerCode,
    cell: (check) => <Copyable text={check.registerCode} />,
  },
  {
    head: say("check.state"),
    look: "nowrap",
    text: (check) => say(`state.${check.state}`),
    cell: (check) => (
      <span className={check.state === "passed" ? "item--ok" : check.state === "failed" ? "item--bad" : undefined}>
        {say(`state.${check.state}`)}
      </span>
    ),
  },
  { head: say("check.green"), look: "right", text: greenText },
  { head: say("docking.occasion"), look: "nowrap", text: (check) => say(`occasion.${check.occasion}`) },
  { head: say("check.begun"), look: "nowrap", text: (check) => formatDateTime(check.begunAt) },
  { head: say("check.by"), look: "cut", text: (check) => check.begunBy },
];

/** Docking checks of the lifts within reach, and the way to begin one. */
export function DockingPage() {
  const { q = "", code = "" } = useSearch({ from: "/shell/docking" });
  const navigate = useNavigate();
  const list = useKeyset<Reply, DockingCheck>(
    `/api/v1/docking-checks?limit=100${q === "" ? "" : `&q=${encodeURIComponent(q)}`}`,
    ({ checks, total, next }) => ({ rows: checks, total, next }),
  );
  const begins = permits(useMe(), "devices.dock");
  return (
    <ListPage
      title={say("docking.title")}
      count={countText(list.rows?.length, list.total)}
      filters={
        <SearchBox
          key={q}
          text={q}
          label={say("docking.search")}
          onSearch={(text) => void navigate({ to: "/docking", search: text === "" ? {} : { q: text } })}
        />
      }
      tools={<ExportButton name="docking-checks" columns={columns()} rows={list.rows} />}
    >
      <p className="page-lead">{say("docking.lead")}</p>
      <DataTable
        columns={columns()}
        rows={list.rows}
        keyOf={(check) => check.id}
        empty={<Empty title={say("docking.empty")} text={say("docking.empty.text")} />}
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        testid="docking-checks"
      />
      {begins ? <BeginForm code={code} /> : null}
    </ListPage>
  );
}

function BeginForm({ code: given }: { readonly code: string }) {
  const navigate = useNavigate();
  const [code, setCode] = useState(given);
  const [every, setEvery] = useState("10");
  const [occasion, setOccasion] = useState<Occasion>("docking");
  const [failure, setFailure] = useState<string>();
  const begin = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setFailure(undefined);
    try {
      const body = { code: code.trim(), occasion, promisedSeconds: Number(every) };
      const { id } = await sendJson<DockingCheck>("POST", "/api/v1/docking-checks", body);
      await navigate({ to: "/docking/$checkId", params: { checkId: id } });
    } catch (problem) {
      setFailure(textOfFailure(problem));
    }
  };
  return (
    <section className="sheet-part docking-begin">
      <form className="docking-form" onSubmit={(event) => void begin(event)}>
        <label className="docking-field docking-code">
          {say("docking.code")}
          <input
            className="text-input"
            required
            maxLength={120}
            value={code}
            onChange={(event) => setCode(event.target.value)}
            data-testid="docking-code"
          />
        </label>
        <label className="docking-field">
          {say("docking.every")}
          <input
            className="text-input"
            type="number"
            required
            min={1}
            max={300}
            value={every}
            onChange={(event) => setEvery(event.target.value)}
            data-testid="docking-every"
          />
        </label>
        <OccasionChoice value={occasion} onChange={setOccasion} />
        <button type="submit" className="plain-button" data-testid="docking-begin">
          {say("docking.begin")}
        </button>
      </form>
      {failure === undefined ? null : (
        <p className="form-failure" role="alert">
          {failure}
        </p>
      )}
    </section>
  );
}

type Occasion = (typeof dockingOccasions)[number];
type ChoiceProps = { readonly value: Occasion; readonly onChange: (occasion: Occasion) => void };

const OccasionChoice = ({ value, onChange }: ChoiceProps) => (
  <label className="docking-field">
    {say("docking.occasion")}
    <select className="text-input" value={value} onChange={(event) => onChange(event.target.value as Occasion)}>
      {dockingOccasions.map((name) => (
        <option key={name} value={name}>
          {say(`occasion.${name}`)}
        </option>
      ))}
    </select>
  </label>
);
