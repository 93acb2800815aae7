import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { ImportDifference } from "../../../src/rooms/lifts/contract/import-lists.ts";
import { sendJson, textOfFailure } from "../../ui/api.ts";
import { formatDate } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { language } from "../../ui/texts/language.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty, ListPage } from "../list/list-page.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { useMe } from "../queries.ts";
import { say } from "../texts/import-texts.ts";
import { DifferenceValue, textOfValue } from "./difference-values.tsx";
import { factName } from "./fact-name.ts";
import { ImportTabs } from "./imports-page.tsx";
import "./imports.css";

type Reply = {
  readonly differences: readonly ImportDifference[];
  readonly total: number;
  readonly next: string | null;
};
/** Fields in which files differ from corrections and from other sources: taken or left, one by one or many. */
export function DifferencesPage() {
  const mayDecide = permits(useMe(), "lifts.import");
  const list = useKeyset<Reply, ImportDifference>(
    "/api/v1/import-differences?limit=100",
    ({ differences, total, next }) => ({
      rows: differences,
      total,
      next,
    }),
  );
  const { chosen, failure, decide, choice } = useDecisions(list.rows ?? []);
  return (
    <ListPage
      title={say("differences")}
      count={countText(list.rows?.length, list.total)}
      filters={<ImportTabs />}
      tools={
        mayDecide && chosen.size > 0 ? (
          <>
            <span className="page-count">{say("difference.chosen", { count: chosen.size })}</span>
            <button
              type="button"
              className="act-button import-act"
              onClick={() => void decide(true)}
              data-testid="accept"
            >
              {say("difference.accept")}
            </button>
            <button type="button" className="plain-button" onClick={() => void decide(false)}>
              {say("difference.reject")}
            </button>
          </>
        ) : null
      }
    >
      <p className="page-lead">{say("difference.lead")}</p>
      {failure === null ? null : (
        <p className="import-failure" role="alert">
          {failure}
        </p>
      )}
      <DataTable
        columns={[...(mayDecide ? [choice] : []), ...columns()]}
        rows={list.rows}
        keyOf={({ id }) => id}
        empty={<Empty title={say("difference.empty")} text={say("difference.empty.text")} />}
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        testid="differences"
      />
    </ListPage>
  );
}

const halves = ["lat", "lon"];
/** Half of a position is no place: the server decides the other half with it too. */
const togetherWith = (one: ImportDifference, all: readonly ImportDifference[]): string[] =>
  all
    .filter((each) => {
      const same = each.liftId === one.liftId && each.sourceName === one.sourceName;
      return each.id === one.id || (same && halves.includes(one.field) && halves.includes(each.field));
    })
    .map(({ id }) => id);

/** Which differences are chosen, and what is done with them. */
function useDecisions(all: readonly ImportDifference[]) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<string | null>(null);
  const toggle = (difference: ImportDifference) => {
    const ids = togetherWith(difference, all);
    const without = [...chosen].filter((id) => !ids.includes(id));
    setChosen(new Set(chosen.has(difference.id) ? without : [...without, ...ids]));
  };
  const decide = async (accept: boolean) => {
    setFailure(null);
    try {
      let left = 0;
      for (let ids = [...chosen]; ids.length > 0; ids = ids.slice(200)) {
        const asked = { ids: ids.slice(0, 200), accept };
        left += (await sendJson<{ left: number }>("POST", "/api/v1/import-differences/decide", asked)).left;
      }
      setChosen(new Set());
      if (left > 0) setFailure(say("difference.left", { count: left }));
    } catch (error) {
      setFailure(textOfFailure(error));
    }
    await client.invalidateQueries();
  };
  const choice: Column<ImportDifference> = {
    head: say("difference.choose"),
    look: "nowrap",
    text: () => "",
    headCell: (
      <input
        type="checkbox"
        aria-label={say("difference.all")}
        checked={all.length > 0 && chosen.size === all.length}
        onChange={(event) => setChosen(new Set(event.target.checked ? all.map(({ id }) => id) : []))}
      />
    ),
    cell: (difference) => (
      <input
        type="checkbox"
        aria-label={`${difference.place} ${factName(difference.field)}`}
        checked={chosen.has(difference.id)}
        onChange={() => toggle(difference)}
      />
    ),
  };
  return { chosen, failure, decide, choice };
}

const columns = (): readonly Column<ImportDifference>[] => [
  {
    head: say("difference.lift"),
    look: "cut",
    main: true,
    text: (each) => each.place,
    cell: (each) => (
      <Link to="/lifts/$liftId" params={{ liftId: each.liftId }}>
        {each.place}
      </Link>
    ),
  },
  { head: say("difference.field"), look: "nowrap", text: ({ field }) => factName(field, language()) },
  {
    head: say("difference.held"),
    look: "cut",
    text: ({ held, field }) => textOfValue(held, field),
    cell: ({ held, field }) => <DifferenceValue value={held} field={field} />,
  },
  {
    head: say("difference.offered"),
    look: "cut",
    text: ({ offered, field }) => textOfValue(offered, field),
    cell: ({ offered, field }) => <DifferenceValue value={offered} field={field} />,
  },
  { head: say("run.source"), look: "nowrap", text: ({ sourceName }) => sourceName },
  { head: say("difference.why"), look: "nowrap", text: ({ why }) => say(`difference.why.${why}`) },
  { head: say("difference.found"), look: "nowrap", roomy: true, text: ({ foundAt }) => formatDate(foundAt) },
];
