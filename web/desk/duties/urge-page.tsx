import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { Urge } from "../../../src/rooms/duties/contract/board.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/duty-texts.ts";
import { DutyTabs } from "./duty-tabs.tsx";
import { UrgeState } from "./item-state.tsx";
import { ReasonForm } from "./reason-form.tsx";

/** One 督办单: a sheet to be printed, with the reply and the closing. */
export function UrgePage() {
  const { urgeId } = useParams({ from: "/shell/duties/urges/$urgeId" });
  const asked = useQuery(pathQuery<Urge>(`/api/v1/urges/${urgeId}`));
  const me = useMe();
  if (asked.data === undefined)
    return asked.error === null ? (
      <PageLoading />
    ) : (
      <PageFailure error={asked.error} reset={() => void asked.refetch()} />
    );
  const urge = asked.data;
  const open = urge.closedAt === null;
  return (
    <ListPage
      title={urge.no}
      tools={
        <>
          <Link to="/duties/items/$itemId" params={{ itemId: urge.dueItemId }} className="plain-button">
            {say("item.title")}
          </Link>
          <PrintButton />
        </>
      }
    >
      <DutyTabs />
      <div className="sheet">
        <Letter urge={urge} />
        {open && permits(me, "duties.report") ? (
          <section className="sheet-part no-print">
            <ReasonForm
              label={say("urge.reply")}
              act={say("urge.reply.do")}
              path={`/api/v1/urges/${urge.id}/reply`}
              bodyOf={(text) => ({ text })}
              testid="urge-reply"
            />
          </section>
        ) : null}
        {open && permits(me, "duties.edit") ? (
          <section className="sheet-part no-print">
            <ReasonForm
              label={say("urge.closing")}
              act={say("urge.close.do")}
              path={`/api/v1/urges/${urge.id}/close`}
              bodyOf={(text) => ({ text })}
              testid="urge-close"
            />
          </section>
        ) : null}
        <PrintStamp />
      </div>
    </ListPage>
  );
}

const signed = (at: number | null, name: string | null): string =>
  at === null ? "" : say("urge.signed", { time: formatDateTime(at), name: name ?? "" });

function Letter({ urge }: { readonly urge: Urge }) {
  const basis = `《${urge.document}》${urge.documentNumber ?? ""}`;
  const rows: readonly (readonly [string, string, string?])[] = [
    [say("urge.to"), urge.organisation],
    [say("board.duty"), urge.heading === null ? urge.text : `${urge.heading}\n${urge.text}`],
    [say("board.document"), basis],
    [say("board.due"), urge.dueOn],
    [say("urge.demand"), urge.demand, signed(urge.issuedAt, urge.issuedBy)],
    [say("urge.by"), urge.replyBy],
    [say("urge.reply"), urge.reply ?? "", signed(urge.repliedAt, urge.repliedBy)],
    [say("urge.closing"), urge.closing ?? "", signed(urge.closedAt, urge.closedBy)],
  ];
  return (
    <section className="sheet-part letter" data-testid="letter" data-state={urge.state}>
      <h2 className="letter-head">{say("urge.head")}</h2>
      <p className="letter-no">
        {urge.no} <UrgeState urge={urge} />
      </p>
      <table className="letter-table">
        <tbody>
          {rows.map(([head, text, sign]) => (
            <tr key={head}>
              <th scope="row">{head}</th>
              <td>
                <span className="letter-text">{text}</span>
                {sign === undefined || sign === "" ? null : <small className="letter-sign">{sign}</small>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
