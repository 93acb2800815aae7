import { useQuery } from "@tanstack/react-query";
import type { Invitation } from "../../../src/rooms/identity/contract.ts";
import { sendJson } from "../../ui/api.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty } from "../list/list-page.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/account-texts.ts";
import { Failure } from "./act-form.tsx";
import { useAct } from "./use-act.ts";

const columns = (revoke: (id: string) => void): readonly Column<Invitation>[] => [
  { head: say("accounts.account"), text: (each) => `${each.login} ${each.name}` },
  { head: say("links.for"), look: "nowrap", text: (each) => say(each.isReset ? "links.for.reset" : "links.for.new") },
  { head: say("links.until"), look: "nowrap", text: (each) => formatDateTime(each.expiresAt).slice(0, 16) },
  {
    head: say("accounts.state"),
    look: "nowrap",
    text: (each) => say(`links.${each.state}`),
    cell: (each) =>
      each.state === "open" ? (
        <button type="button" className="tool" onClick={() => revoke(each.id)}>
          {say("links.revoke")}
        </button>
      ) : (
        <span className="word-quiet">{say(`links.${each.state}`)}</span>
      ),
  },
];

/** One-time links that were given out; an open one can be taken back. */
export function Invitations({ onClose }: { readonly onClose: () => void }) {
  const list = useQuery(pathQuery<{ invitations: readonly Invitation[] }>("/api/v1/invitations"));
  const act = useAct();
  const revoke = async (id: string): Promise<void> => {
    if (await act.run(() => sendJson("POST", `/api/v1/invitations/${id}/revoke`))) await list.refetch();
  };
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">{say("accounts.links")}</h2>
      <DataTable
        columns={columns((id) => void revoke(id))}
        rows={list.data?.invitations}
        keyOf={(each) => each.id}
        empty={<Empty title={say("links.empty")} text={say("links.empty.text")} />}
        error={list.error}
        testid="invitations"
      />
      <Failure act={act} />
      <button type="button" className="tool" onClick={onClose}>
        {say("act.close")}
      </button>
    </section>
  );
}
