import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { LiftSummary } from "../../../src/rooms/lifts/contract.ts";
import { getJson, sendJson, textOfFailure } from "../../ui/api.ts";
import { formatCount } from "../../ui/format-count.ts";
import { permits } from "../../ui/session.ts";
import type { Column } from "../list/data-table.tsx";
import { useMe } from "../queries.ts";
import { say } from "../texts/register-work-texts.ts";
import { printSigns } from "./print-signs.ts";

export type Chosen = ReadonlySet<string>;
type Choose = (chosen: Chosen) => void;

/** What one act may reach. */
const chosenMax = 1_000;
const pageOfIds = 200;

/** A box before every row; the one in the head takes all rows on screen. */
export const chooseColumn = (chosen: Chosen, onChoose: Choose, rows: readonly LiftSummary[]): Column<LiftSummary> => ({
  head: "",
  look: "nowrap",
  text: () => "",
  headCell: (
    <input
      type="checkbox"
      className="choose-box"
      aria-label={say("chosen.page")}
      checked={rows.length > 0 && rows.every(({ id }) => chosen.has(id))}
      onChange={(event) => onChoose(event.target.checked ? capped(chosen, rows) : new Set())}
      data-testid="choose-page"
    />
  ),
  cell: ({ id, place }) => (
    <input
      type="checkbox"
      className="choose-box"
      aria-label={say("chosen.one", { place })}
      checked={chosen.has(id)}
      onChange={() => onChoose(toggled(chosen, id))}
    />
  ),
});

const capped = (chosen: Chosen, rows: readonly { readonly id: string }[]): Chosen =>
  new Set([...chosen, ...rows.map(({ id }) => id)].slice(0, chosenMax));

function toggled(chosen: Chosen, id: string): Chosen {
  const next = new Set(chosen);
  if (!next.delete(id) && next.size < chosenMax) next.add(id);
  return next;
}

type Given = { readonly given: readonly unknown[]; readonly had: number; readonly left: number };
type Props = { readonly chosen: Chosen; readonly onChoose: Choose; readonly query: string };

/** What can be done with the lifts chosen in the list: rescue codes, their signs, and that they hang. */
export function ChosenLifts({ chosen, onChoose, query }: Props) {
  const me = useMe();
  const client = useQueryClient();
  const { busy, said, failed, run } = useDeed();
  if (chosen.size === 0 && said === undefined) return null;
  const ids = [...chosen];
  const give = async (): Promise<string> => {
    const { given, had, left } = await sendJson<Given>("POST", "/api/v1/rescue-codes/give", { ids });
    await client.invalidateQueries();
    return say("chosen.given", { given: given.length, had, left: formatCount(left) });
  };
  const post = async (): Promise<string> => {
    const { posted } = await sendJson<{ readonly posted: number }>("POST", "/api/v1/signs/posted", { ids });
    await client.invalidateQueries();
    return say("chosen.posted", { posted });
  };
  const print = (layout: "sign" | "labels") => async (): Promise<string> => {
    await printSigns(ids, layout);
    return say("chosen.printed");
  };
  const all = async (): Promise<undefined> => void onChoose(await idsOf(query));
  const act = (word: Parameters<typeof say>[0], deed: () => Promise<string | undefined>, testid: string) => (
    <button
      type="button"
      className="plain-button"
      disabled={busy || chosen.size === 0}
      onClick={() => void run(deed)}
      data-testid={testid}
    >
      {say(word)}
    </button>
  );
  return (
    <div className="chosen no-print" data-testid="chosen">
      <strong className="sp-figures">{say("chosen.count", { count: formatCount(chosen.size) })}</strong>
      {act("chosen.all", all, "choose-all")}
      {permits(me, "lifts.edit") ? act("chosen.give", give, "give-codes") : null}
      {permits(me, "lifts.print") ? act("chosen.signs", print("sign"), "print-signs") : null}
      {permits(me, "lifts.print") ? act("chosen.labels", print("labels"), "print-labels") : null}
      {permits(me, "lifts.edit") ? act("chosen.post", post, "signs-posted") : null}
      <button type="button" className="plain-button" onClick={() => onChoose(new Set())}>
        {say("chosen.none")}
      </button>
      {permits(me, "lifts.edit") ? <Link to="/rescue-codes">{say("codes.title")}</Link> : null}
      {said === undefined ? null : (
        <span role={failed ? "alert" : "status"} className={failed ? "form-failure" : ""} data-testid="chosen-said">
          {said}
        </span>
      )}
    </div>
  );
}

function useDeed() {
  const [state, setState] = useState<{ busy: boolean; said?: string; failed: boolean }>({ busy: false, failed: false });
  const run = async (deed: () => Promise<string | undefined>): Promise<void> => {
    setState({ busy: true, failed: false });
    try {
      const said = await deed();
      setState({ busy: false, failed: false, ...(said === undefined ? {} : { said }) });
    } catch (problem) {
      setState({ busy: false, failed: true, said: textOfFailure(problem) });
    }
  };
  return { busy: state.busy, said: state.said, failed: state.failed, run };
}

type Page = { readonly lifts: readonly { readonly id: string }[]; readonly next: string | null };

/** The first lifts of a filter, as many as one act may reach. */
async function idsOf(query: string): Promise<Chosen> {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const mark: string = after === null ? "" : `&after=${encodeURIComponent(after)}`;
    const page: Page = await getJson<Page>(`/api/v1/lifts?limit=${pageOfIds}${query === "" ? "" : `&${query}`}${mark}`);
    ids.push(...page.lifts.map(({ id }) => id));
    after = page.next;
  } while (after !== null && ids.length < chosenMax);
  return new Set(ids.slice(0, chosenMax));
}
