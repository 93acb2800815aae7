import "./centre.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { HandoverFile } from "../../../src/rooms/centre/contract.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/centre-texts.ts";
import { OpenLists } from "./open-lists.tsx";

/** One hand-over to be read and printed: the note, and what stood open when it was offered and when it was taken. */
export function HandoverPage() {
  const { handoverId } = useParams({ from: "/shell/handovers/$handoverId" });
  const file = useQuery(pathQuery<HandoverFile>(`/api/v1/handovers/${handoverId}`));
  return (
    <ListPage
      title={say("handover.title")}
      tools={
        <>
          <Link to="/shift" className="plain-button no-print">
            {say("handover.back")}
          </Link>
          <PrintButton />
        </>
      }
    >
      {file.data === undefined ? (
        file.error === null ? (
          <PageLoading />
        ) : (
          <PageFailure error={file.error} reset={() => void file.refetch()} />
        )
      ) : (
        <Sheet file={file.data} />
      )}
      <PrintStamp />
    </ListPage>
  );
}

function Sheet({ file }: { readonly file: HandoverFile }) {
  const { fromPerson, toPerson, offeredAt, takenAt, withdrawnAt, note, takenNote, offeredList, takenList } = file;
  return (
    <div className="sheet" data-testid="handover">
      <section className="sheet-part">
        <p>
          <strong>{say("offer.by", { person: fromPerson, time: formatDateTime(offeredAt) })}</strong>
          {" → "}
          {toPerson ?? (withdrawnAt === null ? say("handover.waiting") : say("recent.withdrawn"))}{" "}
          {takenAt === null ? "" : formatDateTime(takenAt)}
        </p>
        {[note, takenNote].map((text) =>
          text === "" ? null : (
            <p key={text} className="centre-note">
              {text}
            </p>
          ),
        )}
        <p className="print-only">{say("handover.sign")}</p>
      </section>
      {takenList === null ? null : (
        <section className="sheet-part">
          <h2 className="sheet-title">{say("handover.taken", { time: formatDateTime(takenList.at) })}</h2>
          <OpenLists list={takenList} />
        </section>
      )}
      <section className="sheet-part">
        <h2 className="sheet-title">{say("handover.offered", { time: formatDateTime(offeredList.at) })}</h2>
        <OpenLists list={offeredList} />
      </section>
    </div>
  );
}
