import { sql } from "kysely";
import { assert, ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { DutyFields } from "../contract/duty-fields.ts";
import { passageOf } from "../model/duty-words.ts";
import { mergedFields } from "../model/merge-fields.ts";
import { type Asker, decides, nameOf, note } from "./asker.ts";
import { type DutyAsk, lockForDecision } from "./change-duty.ts";
import { insertDuty } from "./insert-duty.ts";
import { lookAtDuty } from "./keep-clock.ts";
import { lettersOf, lockDocument, type StoredDuty, saidBy } from "./store.ts";

type Needs = Pick<Platform, "database">;
type Ids = Result<{ readonly ids: readonly string[] }>;
const reshapes = ({ state }: StoredDuty): boolean => state === "found" || state === "confirmed";

/** One passage that holds several duties. Its parts are found, and confirmed one by one. Refused: NOT_FOUND, DUTIES_OUT_OF_SCOPE, DUTIES_CHANGED_MEANWHILE, DUTIES_NOT_OPEN, DUTIES_PART_OUTSIDE. */
export const splitDuty = (
  { database }: Needs,
  ask: DutyAsk & { readonly parts: readonly { readonly from: number; readonly to: number }[] },
): Promise<Ids> =>
  database.transaction(async (tx) => {
    const found = await lockForDecision(tx, ask, [ask.id]);
    if (!found.ok) return found;
    const [duty] = found.value;
    assert(duty !== undefined, "a duty that was locked");
    if (duty.version !== ask.version) return refuse("DUTIES_CHANGED_MEANWHILE");
    const said = saidBy(duty);
    if (!reshapes(duty) || said === null) return refuse("DUTIES_NOT_OPEN");
    const outside = ask.parts.some(({ from, to }) => from < duty.task[0] || to > duty.task[1] || from >= to);
    if (outside) return refuse("DUTIES_PART_OUTSIDE");
    const letters = await lettersOf(tx, duty.documentId);
    const ids: string[] = [];
    for (const { from, to } of ask.parts) {
      const text = passageOf(letters, [from, to]);
      if (text === "") return refuse("DUTIES_PART_OUTSIDE");
      ids.push(await insertMade(tx, ask, { from: [duty], task: [from, to], fields: partOf(said, text) }));
    }
    await replace(tx, ask, [duty]);
    await note(tx, ask, "duties.duty-split", { target: duty.documentId, detail: { duty: duty.id, into: ids } });
    return ok({ ids });
  });

/** Deadlines, targets and rhythms go with the part whose words hold them. */
function partOf(whole: DutyFields, text: string): DutyFields {
  const inText = <T extends { readonly text: string }>(each: readonly T[]): T[] =>
    each.filter((one) => text.includes(one.text));
  return {
    ...whole,
    text,
    deadlines: inText(whole.deadlines),
    targets: inText(whole.targets),
    cadence: inText(whole.cadence),
  };
}

/** Several passages that are one duty; the first one leads. Refused: NOT_FOUND (or of several documents), DUTIES_OUT_OF_SCOPE, DUTIES_NOT_OPEN. */
export const mergeDuties = ({ database }: Needs, ask: Asker & { readonly ids: readonly string[] }): Promise<Ids> =>
  database.transaction(async (tx) => {
    const found = await lockForDecision(tx, ask, [...new Set(ask.ids)]);
    if (!found.ok) return found;
    const duties = found.value;
    const said = duties.map(saidBy);
    if (duties.length < 2 || !duties.every(reshapes)) return refuse("DUTIES_NOT_OPEN");
    const task = [
      Math.min(...duties.map(({ task: [from] }) => from)),
      Math.max(...duties.map(({ task: [, to] }) => to)),
    ] as const;
    const fields = mergedFields(said.flatMap((each) => each ?? []));
    const id = await insertMade(tx, ask, { from: duties, task, fields });
    await replace(tx, ask, duties);
    const target = duties[0]?.documentId ?? "";
    await note(tx, ask, "duties.duties-merged", {
      target,
      detail: { duties: duties.map((duty) => duty.id), into: id },
    });
    return ok({ ids: [id] });
  });

/** A duty that the rules did not find. Refused: NOT_FOUND, DUTIES_OUT_OF_SCOPE, DUTIES_PART_OUTSIDE. */
export const addDuty = (
  { database }: Needs,
  ask: Asker & { readonly documentId: string; readonly task: readonly [number, number]; readonly fields: DutyFields },
): Promise<Ids> =>
  database.transaction(async (tx) => {
    const document = await lockDocument(tx, ask.documentId);
    if (document === undefined) return refuse("NOT_FOUND");
    const may = decides(ask, document.regionCode);
    if (!may.ok) return may;
    const letters = await lettersOf(tx, document.id);
    if (ask.task[0] >= ask.task[1] || ask.task[1] > letters.length) return refuse("DUTIES_PART_OUTSIDE");
    const decided = { at: ask.at, by: nameOf(ask) };
    const id = await insertDuty(tx, {
      documentId: document.id,
      origin: "person",
      attribution: null,
      task: ask.task,
      read: null,
      agreed: ask.fields,
      decided,
    });
    await note(tx, ask, "duties.duty-added", { target: document.id, detail: { duty: id } });
    return ok({ ids: [id] });
  });

type Made = {
  readonly from: readonly StoredDuty[];
  readonly task: readonly [number, number];
  readonly fields: DutyFields;
};

const insertMade = (tx: Tx, asker: Asker, { from, task, fields }: Made): Promise<string> =>
  insertDuty(tx, {
    documentId: from[0]?.documentId ?? "",
    origin: "person",
    attribution: null,
    task,
    read: null,
    agreed: fields,
    madeOf: from.map(({ id }) => id),
    decided: { at: asker.at, by: nameOf(asker) },
  });

/** What was due under the old shape ends; the passage stays known, so that no reading brings it back. */
async function replace(tx: Tx, asker: Asker, duties: readonly StoredDuty[]): Promise<void> {
  const ids = duties.map(({ id }) => id);
  await sql`update duties.duty set state = 'replaced', decided_at = ${ts(asker.at)}, decided_by = ${nameOf(asker)},
    version = version + 1 where id = any(${ids}::uuid[])`.execute(tx);
  for (const id of ids) await lookAtDuty(tx, id, { now: asker.at });
}
