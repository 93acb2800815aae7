import "./lift-file.css";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import type { Organisation } from "../../../src/rooms/identity/contract.ts";
import { type GapKind, gapKinds } from "../../../src/rooms/lifts/contract/catalogue.ts";
import type { Gap } from "../../../src/rooms/lifts/contract/editing.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatCount } from "../../ui/format-count.ts";
import { formatDate, formatDateTime } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { type Column, DataTable, ExportButton } from "../list/data-table.tsx";
import { Chip, Copyable, Empty, ListPage } from "../list/list-page.tsx";
import { PrintButton } from "../list/print-stamp.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { pathQuery, useMe } from "../queries.ts";
import { say as sayRegister } from "../texts/register-texts.ts";
import { say } from "../texts/register-work-texts.ts";
import { UnitPicker } from "./unit-picker.tsx";
import { useEdit } from "./use-edit.ts";

type Counts = {
  readonly waiting: boolean;
  readonly kinds: readonly {
    readonly kind: GapKind;
    readonly open: number;
    readonly overdue: number;
    readonly dueDays: number;
    readonly source: string;
    readonly confirmed: boolean;
    readonly lookedAt: number | null;
  }[];
};
type Reply = { readonly gaps: readonly Gap[]; readonly next: string | null };

const dayMs = 86_400_000;
const leftText = (dueAt: number): string => {
  const days = Math.ceil((dueAt - serverNow()) / dayMs);
  return days < 0 ? say("gaps.late", { days: -days }) : say("gaps.left", { days });
};

/** When the kind, or the one that was looked for longest ago, was looked for; what was taken in since is said to wait. */
function lookedText({ kinds, waiting }: Counts, kind: GapKind | undefined): string {
  const looks = kinds.filter((each) => kind === undefined || each.kind === kind).map(({ lookedAt }) => lookedAt);
  const never = looks.includes(null);
  const looked = never
    ? say("gaps.looked.never")
    : say("gaps.looked", { time: formatDateTime(Math.min(...looks.map(Number))) });
  return waiting ? `${say("gaps.waiting")} ${looked}` : looked;
}

/** By which rule a gap of this kind is due. */
function ruleText(kinds: Counts["kinds"], kind: GapKind | undefined): string | undefined {
  const rule = kinds.find((each) => each.kind === kind);
  if (rule === undefined) return undefined;
  return say(rule.confirmed ? "gaps.rule" : "gaps.rule.unconfirmed", { days: rule.dueDays, source: rule.source });
}

const columns = (kinds: Counts["kinds"], handOver: ((gap: Gap) => void) | undefined): readonly Column<Gap>[] => [
  { head: say("gaps.kind"), look: "nowrap", text: (gap) => sayRegister(`gap.${gap.kind}`) },
  {
    head: say("gaps.place"),
    look: "cut",
    main: true,
    text: (gap) => gap.place,
    cell: (gap) => (
      <Link to="/lifts/$liftId" params={{ liftId: gap.liftId }}>
        {gap.place}
      </Link>
    ),
  },
  {
    head: say("gaps.code"),
    look: "nowrap",
    text: (gap) => gap.registerCode,
    cell: (gap) => (
      <>
        <Copyable text={gap.registerCode} />{" "}
        {gap.otherLiftId === null ? null : (
          <Link to="/lifts/$liftId" params={{ liftId: gap.otherLiftId }}>
            {say("gaps.other")}
          </Link>
        )}
      </>
    ),
  },
  { head: say("gaps.owner"), look: "cut", text: (gap) => gap.owner ?? say("gaps.owner.none") },
  { head: say("gaps.opened"), look: "nowrap", text: (gap) => formatDate(gap.openedAt) },
  {
    head: say("gaps.due"),
    look: "nowrap",
    text: (gap) => `${formatDate(gap.dueAt)} ${leftText(gap.dueAt)}`,
    cell: (gap) => (
      <span title={ruleText(kinds, gap.kind)}>
        {formatDate(gap.dueAt)}{" "}
        <span className={gap.dueAt < serverNow() ? "gap-late" : "fact-unrecorded"}>{leftText(gap.dueAt)}</span>
      </span>
    ),
  },
  { head: say("gaps.note"), look: "cut", text: (gap) => gap.note },
  ...(handOver === undefined
    ? []
    : [
        {
          head: say("gaps.hand-over"),
          text: () => "",
          cell: (gap: Gap) => (
            <button type="button" className="plain-button" onClick={() => handOver(gap)} data-testid="gap-hand-over">
              {say("gaps.hand-over")}
            </button>
          ),
        },
      ]),
];

/** While a look is to come the page asks again; when it is done the list is read anew. */
function useCounts() {
  const client = useQueryClient();
  const counts = useQuery({
    ...pathQuery<Counts>("/api/v1/gaps/counts"),
    refetchInterval: ({ state }) => (state.data?.waiting === true ? 5_000 : false),
  });
  const total = counts.data?.kinds.reduce((sum, { open }) => sum + open, 0);
  const before = useRef(total);
  useEffect(() => {
    if (before.current !== undefined && before.current !== total) void client.invalidateQueries({ queryKey: ["list"] });
    before.current = total;
  }, [total, client]);
  return counts;
}

/** What the register lacks: how much of each kind, and one list with owners and days. */
export function GapsPage() {
  const { kind: named, overdue } = useSearch({ from: "/shell/gaps" });
  const kind = gapKinds.find((each) => each === named);
  const navigate = useNavigate();
  const me = useMe();
  const counts = useCounts();
  const [handed, setHanded] = useState<Gap>();
  const asked = new URLSearchParams({
    limit: "100",
    ...(kind ? { kind } : {}),
    ...(overdue ? { overdue: "true" } : {}),
  });
  const list = useKeyset<Reply, Gap>(`/api/v1/gaps?${asked}`, ({ gaps, next }) => ({
    rows: gaps,
    total: gaps.length,
    next,
  }));
  const go = (search: { kind?: GapKind; overdue?: boolean }): void => void navigate({ to: "/gaps", search });
  const kinds = counts.data?.kinds ?? [];
  const shown = columns(kinds, permits(me, "lifts.edit") ? setHanded : undefined);
  return (
    <ListPage
      title={say("gaps.title")}
      filters={<KindChips counts={counts.data} kind={kind} overdue={overdue === true} go={go} />}
      tools={
        <>
          {permits(me, "lifts.import") ? <LookButton /> : null}
          {permits(me, "lifts.edit") ? (
            <Link to="/rescue-codes" className="plain-button">
              {say("codes.title")}
            </Link>
          ) : null}
          <ExportButton name="gaps" columns={shown} rows={list.rows} />
          <PrintButton />
        </>
      }
    >
      <p className="page-lead">{ruleText(kinds, kind) ?? say("gaps.lead")}</p>
      <Looked counts={counts.data} kind={kind} />
      {handed === undefined ? null : <HandOver key={handed.id} gap={handed} onDone={() => setHanded(undefined)} />}
      <DataTable
        columns={shown}
        rows={list.rows}
        keyOf={(gap) => gap.id}
        empty={<NoGaps waiting={counts.data?.waiting === true} />}
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        testid="gaps"
      />
    </ListPage>
  );
}

type LookedProps = { readonly counts: Counts | undefined; readonly kind: GapKind | undefined };

const Looked = ({ counts, kind }: LookedProps) =>
  counts === undefined ? null : (
    <p className="page-lead" role="status" data-testid="gaps-looked">
      {lookedText(counts, kind)}
    </p>
  );

const NoGaps = ({ waiting }: { readonly waiting: boolean }) =>
  waiting ? (
    <Empty title={say("gaps.empty.waiting")} text={say("gaps.waiting")} />
  ) : (
    <Empty title={say("gaps.empty")} text={say("gaps.empty.text")} />
  );

type ChipsProps = {
  readonly counts: Counts | undefined;
  readonly kind: GapKind | undefined;
  readonly overdue: boolean;
  readonly go: (search: { kind?: GapKind; overdue?: boolean }) => void;
};

function KindChips({ counts, kind, overdue, go }: ChipsProps) {
  const late = overdue ? { overdue } : {};
  return (
    <div className="chips">
      <Chip on={kind === undefined} onClick={() => go(late)}>
        {say("gaps.all")}
      </Chip>
      {gapKinds.map((each) => {
        const count = counts?.kinds.find((counted) => counted.kind === each);
        const title = count === undefined ? "" : say("gaps.count", { open: count.open, overdue: count.overdue });
        return (
          <span key={each} title={title}>
            <Chip on={kind === each} onClick={() => go({ kind: each, ...late })}>
              {sayRegister(`gap.${each}`)} {count === undefined ? "" : formatCount(count.open)}
            </Chip>
          </span>
        );
      })}
      <Chip on={overdue} onClick={() => go({ ...(kind ? { kind } : {}), ...(overdue ? {} : { overdue: true }) })}>
        {say("gaps.overdue")}
      </Chip>
    </div>
  );
}

function LookButton() {
  const client = useQueryClient();
  const edit = useEdit<unknown>("/api/v1/gaps/look");
  const look = async (): Promise<void> => {
    await edit.send({});
    await client.invalidateQueries();
  };
  return (
    <>
      {edit.failure === undefined ? null : (
        <span className="form-failure" role="alert">
          {edit.failure}
        </span>
      )}
      <Button loading={edit.busy} onClick={() => void look()} data-testid="gaps-look">
        {say("gaps.look")}
      </Button>
    </>
  );
}

function HandOver({ gap, onDone }: { readonly gap: Gap; readonly onDone: () => void }) {
  const client = useQueryClient();
  const [owner, setOwner] = useState<Organisation>();
  const [note, setNote] = useState(gap.note);
  const edit = useEdit<null>(`/api/v1/gaps/${gap.id}/hand-over`);
  const send = async (): Promise<void> => {
    if (owner === undefined || (await edit.send({ ownerId: owner.id, note })) === undefined) return;
    await client.invalidateQueries();
    onDone();
  };
  return (
    <form
      className="sheet-part edit-form no-print"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <h2 className="sheet-title">
        {say("gaps.hand-over")} · {sayRegister(`gap.${gap.kind}`)} · {gap.place}
      </h2>
      <div className="edit-fields">
        <UnitPicker id="gap-owner" label={say("gaps.owner")} chosen={owner} onChoose={setOwner} />
        <label className="field">
          <span className="field-label">{say("gaps.note")}</span>
          <input
            className="text-input"
            maxLength={200}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
      </div>
      {edit.failure === undefined ? null : (
        <p className="form-failure" role="alert">
          {edit.failure}
        </p>
      )}
      <div className="edit-buttons">
        <Button type="primary" htmlType="submit" loading={edit.busy}>
          {say("gaps.hand-over")}
        </Button>
        <Button onClick={onDone}>{sayRegister("act.cancel")}</Button>
      </div>
    </form>
  );
}
