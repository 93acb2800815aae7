import "./lift-file.css";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { z } from "zod";
import { rangeShape, type rescueCodeRange } from "../../../src/rooms/lifts/contract/editing.ts";
import type { LiftCounts } from "../../../src/rooms/lifts/contract.ts";
import { formatCount } from "../../ui/format-count.ts";
import { permits } from "../../ui/session.ts";
import { TextField } from "../form/fields.tsx";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty, ListPage } from "../list/list-page.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { say as sayRegister } from "../texts/register-texts.ts";
import { say } from "../texts/register-work-texts.ts";
import { CodePatterns } from "./code-patterns.tsx";
import { EditFrame } from "./edit-frame.tsx";
import { useEdit } from "./use-edit.ts";

type Range = z.infer<typeof rescueCodeRange>;

const leftIn = ({ next, last }: Range): number => (next === null ? 0 : Number(last) - Number(next) + 1);

const columns = (): readonly Column<Range>[] => [
  { head: say("codes.first"), look: "nowrap", main: true, text: ({ first }) => first },
  { head: say("codes.last"), look: "nowrap", text: ({ last }) => last },
  {
    head: say("codes.next"),
    look: "nowrap",
    text: ({ next, fits }) => (fits ? (next ?? say("codes.used-up")) : say("codes.odd")),
  },
  { head: say("codes.left"), look: "right", text: (range) => formatCount(leftIn(range)) },
  { head: say("codes.given-by"), look: "cut", text: ({ givenBy }) => givenBy },
  { head: say("codes.paper"), look: "cut", text: ({ paper }) => paper },
];

/** Where new rescue codes come from, and how many lifts still wait for a code or a sign. */
export function RescueCodesPage() {
  const me = useMe();
  const ranges = useQuery(pathQuery<{ readonly ranges: readonly Range[] }>("/api/v1/rescue-code-ranges"));
  const [adding, setAdding] = useState(false);
  return (
    <ListPage
      title={say("codes.title")}
      tools={
        permits(me, "lifts.import") && !adding ? (
          <button type="button" className="plain-button" onClick={() => setAdding(true)} data-testid="range-add">
            {say("codes.add")}
          </button>
        ) : null
      }
    >
      <p className="page-lead">{say("codes.lead")}</p>
      <Waiting />
      {adding ? <AddRange onDone={() => setAdding(false)} /> : null}
      <DataTable
        columns={columns()}
        rows={ranges.data?.ranges}
        keyOf={({ id }) => id}
        empty={<Empty title={say("codes.empty")} text={say("codes.empty.text")} />}
        error={ranges.error}
        onRetry={() => void ranges.refetch()}
        tall={false}
        testid="ranges"
      />
      <CodePatterns />
    </ListPage>
  );
}

/** Both open in the list, where lifts are chosen. */
function Waiting() {
  const counts = useQuery(pathQuery<LiftCounts>("/api/v1/lifts/counts"));
  if (counts.data === undefined) return null;
  const { gaps } = counts.data;
  const lines = [
    ["no-rescue-code", "codes.missing", "codes.to-list"],
    ["sign-not-posted", "codes.not-posted", "codes.to-posting"],
  ] as const;
  return (
    <ul className="codes-waiting">
      {lines.map(([gap, count, to]) => (
        <li key={gap}>
          {say(count, { count: formatCount(gaps[gap] ?? 0) })}{" "}
          {(gaps[gap] ?? 0) === 0 ? null : (
            <Link to="/lifts" search={{ gap }}>
              {say(to)}
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}

const none = { first: "", last: "", givenBy: "", paper: "" };

function AddRange({ onDone }: { readonly onDone: () => void }) {
  const client = useQueryClient();
  const [range, setRange] = useState(none);
  const edit = useEdit<null>("/api/v1/rescue-code-ranges");
  const save = async (): Promise<void> => {
    if ((await edit.send(range)) === undefined) return;
    await client.invalidateQueries();
    onDone();
  };
  const digits = { pattern: rangeShape, required: true, title: say("codes.digits") } as const;
  return (
    <EditFrame
      title={say("codes.add")}
      lead={say("codes.digits")}
      busy={edit.busy}
      failure={edit.failure}
      submit={sayRegister("act.save")}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <div className="edit-fields">
        <TextField
          id="range-first"
          label={say("codes.first")}
          {...digits}
          value={range.first}
          onChange={(first) => setRange({ ...range, first: first.toUpperCase() })}
        />
        <TextField
          id="range-last"
          label={say("codes.last")}
          {...digits}
          value={range.last}
          onChange={(last) => setRange({ ...range, last: last.toUpperCase() })}
        />
        <TextField
          id="range-given-by"
          label={say("codes.given-by")}
          required
          minLength={2}
          maxLength={80}
          value={range.givenBy}
          onChange={(givenBy) => setRange({ ...range, givenBy })}
        />
        <TextField
          id="range-paper"
          label={say("codes.paper")}
          maxLength={120}
          value={range.paper}
          onChange={(paper) => setRange({ ...range, paper })}
        />
      </div>
    </EditFrame>
  );
}
