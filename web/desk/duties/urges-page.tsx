import { useQuery } from "@tanstack/react-query";
import type { Urge } from "../../../src/rooms/duties/contract/board.ts";
import { ListPage } from "../list/list-page.tsx";
import { PrintButton } from "../list/print-stamp.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/duty-texts.ts";
import { DutyTabs } from "./duty-tabs.tsx";
import { UrgeTable } from "./urge-table.tsx";

/** All letters within reach. */
export function UrgesPage() {
  const list = useQuery(pathQuery<{ urges: readonly Urge[] }>("/api/v1/urges"));
  return (
    <ListPage
      title={say("tab.urges")}
      count={list.data === undefined ? undefined : String(list.data.urges.length)}
      tools={<PrintButton />}
    >
      <DutyTabs />
      <UrgeTable urges={list.data?.urges} error={list.error} onRetry={() => void list.refetch()} />
    </ListPage>
  );
}
