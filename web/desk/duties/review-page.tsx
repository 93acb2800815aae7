import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import type { DocumentReview, ReviewDuty } from "../../../src/rooms/duties/contract/review.ts";
import { sendJson } from "../../ui/api.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { useAct } from "../admin/use-act.ts";
import { Chip, ListPage } from "../list/list-page.tsx";
import { pathQuery, queryClient } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/duty-texts.ts";
import { AddDuty } from "./add-duty.tsx";
import { DutyCard } from "./duty-card.tsx";
import { DutyTabs } from "./duty-tabs.tsx";
import { Failure } from "./failure.tsx";
import { HeadPanel } from "./head-panel.tsx";
import { MarkedText } from "./marked-text.tsx";
import { UnitsPanel } from "./units-panel.tsx";
import { useDecision } from "./use-decision.ts";

/** A document with its duties marked, beside the list in which people confirm and mend them. */
export function ReviewPage() {
  const { documentId } = useParams({ from: "/shell/duties/documents/$documentId" });
  const asked = useQuery(pathQuery<DocumentReview>(`/api/v1/policy-documents/${documentId}`));
  if (asked.data === undefined)
    return asked.error === null ? (
      <PageLoading />
    ) : (
      <PageFailure error={asked.error} reset={() => void asked.refetch()} />
    );
  return <Review review={asked.data} />;
}

const filters = ["all", "open", "confirmed", "difference", "dropped"] as const;
type Filter = (typeof filters)[number];
const isReplaced = ({ state }: ReviewDuty): boolean => state === "dropped" || state === "replaced" || state === "gone";
const fits: Readonly<Record<Filter, (duty: ReviewDuty) => boolean>> = {
  all: (duty) => !isReplaced(duty),
  open: ({ state }) => state === "found",
  confirmed: ({ state }) => state === "confirmed",
  difference: ({ difference, newInReading }) => difference !== null || newInReading,
  dropped: isReplaced,
};

function Review({ review }: { readonly review: DocumentReview }) {
  const { document } = review;
  const letters = useMemo(() => [...review.text], [review.text]);
  const [filter, setFilter] = useState<Filter>("all");
  const [selected, setSelected] = useState<string>();
  const [passage, setPassage] = useState("");
  const shown = review.duties.filter(fits[filter]);
  const select = (id: string): void => {
    setSelected(id);
    if (!shown.some((duty) => duty.id === id)) setFilter("all");
  };
  return (
    <ListPage
      title={document.title}
      count={say("review.counts", { confirmed: document.confirmed, duties: document.duties })}
      tools={<ReviewTools review={review} />}
    >
      <DutyTabs />
      {review.mayDecide ? null : <p className="page-lead">{say("review.only")}</p>}
      {review.rulesChanged ? (
        <p className="duty-note" data-testid="rules-changed">
          {say("review.rules.changed")}
        </p>
      ) : null}
      {review.notes.map(({ code, zh, en, offset }) => (
        <p key={`${code}-${offset}`} className="duty-note">
          {zh} {en}
        </p>
      ))}
      <HeadPanel key={`head-${document.id}-${document.standing}`} review={review} />
      <div className="review">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by keys too */}
        <section className="review-text sheet-part" aria-label={say("review.text")} tabIndex={0}>
          <MarkedText
            letters={letters}
            duties={review.duties.filter((duty) => !isReplaced(duty))}
            selected={selected}
            onSelect={select}
            onPassage={setPassage}
          />
        </section>
        <section className="review-list" aria-label={say("review.duties")}>
          <div className="chips">
            {filters.map((each) => (
              <Chip key={each} on={filter === each} onClick={() => setFilter(each)}>
                {say(`review.filter.${each}`)} {review.duties.filter(fits[each]).length}
              </Chip>
            ))}
          </div>
          <DutyList review={review} letters={letters} shown={shown} selected={selected} onSelect={setSelected} />
          {review.mayDecide ? (
            <AddDuty key={passage} documentId={document.id} letters={letters} passage={passage} />
          ) : null}
        </section>
      </div>
      <UnitsPanel review={review} />
    </ListPage>
  );
}

function ReviewTools({ review }: { readonly review: DocumentReview }) {
  const act = useAct();
  const [said, setSaid] = useState<string>();
  const { id } = review.document;
  const again = (): void =>
    void act.run(async () => {
      const report = await sendJson<{ read: number; added: number; lost: number }>(
        "POST",
        `/api/v1/policy-documents/${id}/read-again`,
        {},
      );
      setSaid(say("review.again.done", report));
      await queryClient.invalidateQueries();
    });
  return (
    <>
      <Failure text={act.failure} />
      <span
        className="page-count"
        role="status"
        title={say("review.rules", { rules: review.rules, time: formatDateTime(review.readAt) })}
      >
        {said ?? ""}
      </span>
      <Link to="/duties/documents" className="plain-button">
        {say("review.back")}
      </Link>
      <a className="plain-button" href={`/api/v1/policy-documents/${id}/file`} download>
        {say("review.original")}
      </a>
      {review.mayDecide ? (
        <button type="button" className="plain-button" disabled={act.busy} onClick={again} data-testid="read-again">
          {say("review.again")}
        </button>
      ) : null}
    </>
  );
}

type ListProps = {
  readonly review: DocumentReview;
  readonly letters: readonly string[];
  readonly shown: readonly ReviewDuty[];
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
};

function DutyList({ review, letters, shown, selected, onSelect }: ListProps) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const decision = useDecision();
  const merge = async (): Promise<void> => {
    if (await decision.send("/api/v1/duties/merge", { ids: chosen })) setChosen([]);
  };
  const choose = (id: string): void =>
    setChosen((all) => (all.includes(id) ? all.filter((each) => each !== id) : [...all, id]));
  return (
    <>
      <Failure text={decision.failure} />
      {chosen.length < 2 ? null : (
        <button
          type="button"
          className="plain-button"
          disabled={decision.busy}
          onClick={() => void merge()}
          data-testid="merge"
        >
          {say("review.merge", { count: chosen.length })}
        </button>
      )}
      {shown.length === 0 ? <p className="block-empty">{say("review.none")}</p> : null}
      <ol className="duty-cards" data-testid="duties">
        {shown.map((duty) => (
          <DutyCard
            key={duty.id}
            duty={duty}
            letters={letters}
            mayDecide={review.mayDecide}
            selected={duty.id === selected}
            onSelect={() => onSelect(duty.id)}
            chosen={chosen.includes(duty.id)}
            onChoose={() => choose(duty.id)}
          />
        ))}
      </ol>
    </>
  );
}
