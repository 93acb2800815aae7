import { useQuery } from "@tanstack/react-query";
import type { PaperFile, PaperState } from "../../../src/rooms/centre/contract.ts";
import { sendJson } from "../../ui/api.ts";
import { formatCount } from "../../ui/format-count.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { useAct } from "../admin/use-act.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty } from "../list/list-page.tsx";
import { pathQuery } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/system-texts.ts";
import { mibText } from "./sizes.ts";

const whileMakingMs = 1_500;
const otherwiseMs = 30_000;

/** The paper that the centre works by when everything is down: how old it is, its volumes, a new one at once. */
export function PaperPart({ mayTake }: { readonly mayTake: boolean }) {
  const paper = useQuery({
    ...pathQuery<PaperState>("/api/v1/paper"),
    refetchInterval: ({ state }) => (state.data?.last?.outcome === "running" ? whileMakingMs : otherwiseMs),
  });
  const act = useAct();
  const make = async (): Promise<void> => {
    await act.run(() => sendJson("POST", "/api/v1/paper", {}));
    await paper.refetch();
  };
  if (paper.data === undefined)
    return paper.error === null ? (
      <PageLoading />
    ) : (
      <PageFailure error={paper.error} reset={() => void paper.refetch()} />
    );
  const running = paper.data.last?.outcome === "running";
  return (
    <section className="sheet-part" data-testid="paper">
      <h2 className="sheet-title">
        {say("paper.title")}
        {mayTake ? (
          <button
            type="button"
            className="plain-button no-print"
            disabled={running || act.busy}
            onClick={() => void make()}
            data-testid="paper-make"
          >
            {running ? say("paper.running") : say("paper.make")}
          </button>
        ) : null}
      </h2>
      <p className="page-lead">{say("paper.lead", { folder: paper.data.folder })}</p>
      <Warnings state={paper.data} failure={act.failure} />
      <PaperFacts state={paper.data} />
      <PaperFiles state={paper.data} mayTake={mayTake} />
    </section>
  );
}

function Warnings({ state, failure }: { readonly state: PaperState; readonly failure: string | undefined }) {
  const { last, old, lastGood } = state;
  const warnings = [
    ...(old && lastGood !== null ? [say("paper.old")] : []),
    ...(last?.outcome === "failed" ? [say("paper.failed", { why: last.why ?? "" })] : []),
    ...(failure === undefined ? [] : [failure]),
  ];
  return warnings.map((warning) => (
    <p key={warning} className="centre-warning" role="alert">
      {warning}
    </p>
  ));
}

function PaperFacts({ state: { lastGood, atMinute, keepDays } }: { readonly state: PaperState }) {
  const two = (n: number): string => String(n).padStart(2, "0");
  const facts = [
    [say("paper.at"), atMinute === null ? say("paper.off") : `${two(Math.floor(atMinute / 60))}:${two(atMinute % 60)}`],
    [say("paper.made"), lastGood === null ? say("paper.never") : formatDateTime(lastGood.begunAt)],
    ...(lastGood === null
      ? []
      : [
          [say("paper.lifts"), formatCount(lastGood.lifts)],
          [say("paper.size"), mibText(lastGood.bytes)],
        ]),
    [say("paper.keep"), say("paper.days", { days: keepDays })],
  ];
  return (
    <dl className="centre-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const fileColumns: () => readonly Column<PaperFile>[] = () => [
  {
    head: say("paper.file"),
    look: "nowrap",
    main: true,
    text: ({ name }) => name,
    cell: ({ name }) => (
      <a href={`/api/v1/paper/files/${name}`} download className="sp-mono" data-testid="paper-file">
        {name}
      </a>
    ),
  },
  {
    head: say("paper.region"),
    text: ({ kind, region }) => (kind === "district" ? region : `${say("paper.whole")} · ${say(`paper.${kind}`)}`),
  },
  { head: say("paper.count"), look: "right", text: ({ lifts }) => formatCount(lifts) },
  { head: say("paper.size"), look: "right", text: ({ bytes }) => mibText(bytes) },
];

function PaperFiles({ state: { lastGood }, mayTake }: { readonly state: PaperState; readonly mayTake: boolean }) {
  if (lastGood === null) return null;
  if (!mayTake) return <p className="page-lead">{say("paper.no-files")}</p>;
  return (
    <DataTable
      columns={fileColumns()}
      rows={lastGood.files}
      keyOf={({ name }) => name}
      empty={<Empty title={say("paper.title")} text={say("paper.no-files")} />}
      tall={false}
      testid="paper-files"
    />
  );
}
