import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Organisation } from "../../../src/rooms/identity/contract.ts";
import { useDelayed } from "../call/use-delayed.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Copyable, Empty } from "../list/list-page.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/device-texts.ts";

type Reply = { readonly organisations: readonly Organisation[]; readonly total: number };

const columns = (): readonly Column<Organisation>[] => [
  {
    head: say("organisation.code"),
    look: "nowrap",
    text: (each) => each.code,
    cell: (each) => <Copyable text={each.code} />,
  },
  { head: say("organisation.name"), text: (each) => each.name },
  { head: say("organisation.kind"), look: "nowrap", text: (each) => say(`kind.${each.kind}`) },
  { head: say("organisation.region"), look: "nowrap", text: (each) => each.regionCode },
  { head: say("organisation.phone"), look: "right", text: (each) => each.dutyPhone ?? "" },
];

export function Organisations() {
  const [text, setText] = useState("");
  const q = useDelayed(text.trim(), 250);
  const list = useQuery({
    ...pathQuery<Reply>(`/api/v1/organisations${q === "" ? "" : `?q=${encodeURIComponent(q)}`}`),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <p className="page-lead search">
        <input
          className="text-input"
          type="search"
          maxLength={80}
          aria-label={say("organisation.search")}
          placeholder={say("organisation.search")}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </p>
      <p className="page-count">{countText(list.data?.organisations.length, list.data?.total)}</p>
      <DataTable
        columns={columns()}
        rows={list.data?.organisations}
        keyOf={(each) => each.id}
        empty={<Empty title={say("organisation.empty")} text={say("organisation.empty.text")} />}
        error={list.error}
        onRetry={() => void list.refetch()}
      />
    </>
  );
}
