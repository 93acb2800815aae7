import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Db } from "../../../platform/database/database.ts";
import { dutiesOfDocument, type StoredDuty, saidBy } from "../actions/store.ts";
import type { Comparison } from "../contract/review.ts";
import { type ComparedDuty, compareDuties } from "../model/compare-documents.ts";
import { unitsOf } from "../model/duty-words.ts";
import { oneDocument } from "./list-documents.ts";

/** Each pair is looked at, on the thread that alarms pass too: 500 duties against 500 take about a second. */
const pairsMax = 250_000;

/** New, changed and dropped duties from a to b; where b carries out a: what it leaves out. Refused: NOT_FOUND, DUTIES_TOO_MANY. */
export async function compareDocuments(
  db: Db,
  today: string,
  asked: { readonly a: string; readonly b: string },
): Promise<Result<Comparison>> {
  const [a, b] = await Promise.all([oneDocument(db, today, asked.a), oneDocument(db, today, asked.b)]);
  if (a === undefined || b === undefined) return refuse("NOT_FOUND");
  const [as, bs] = await Promise.all([dutiesOfDocument(db, a.id), dutiesOfDocument(db, b.id)]);
  if (as.length * bs.length > pairsMax) return refuse("DUTIES_TOO_MANY");
  const lower = b.implementsId === a.id;
  const { pairs, onlyA, onlyB } = compareDuties(compared(as), compared(bs), lower ? "lower" : "versions");
  return ok({
    a,
    b,
    lower,
    same: pairs.filter(({ fields }) => fields.length === 0).length,
    changed: pairs
      .filter(({ fields }) => fields.length > 0)
      .map((pair) => ({
        a: shown(pair.a),
        b: shown(pair.b),
        likeness: Math.round(pair.likeness * 100),
        fields: [...pair.fields],
      })),
    onlyA: onlyA.map(shown),
    onlyB: onlyB.map(shown),
  });
}

/** What people dropped, or took apart into others, is not what the document says. */
const compared = (duties: readonly StoredDuty[]): ComparedDuty[] =>
  duties.flatMap((duty) => {
    const fields = saidBy(duty);
    const counts = duty.state === "found" || duty.state === "confirmed";
    return fields === null || !counts ? [] : [{ id: duty.id, offset: duty.task[0], fields }];
  });

const shown = ({ id, offset, fields }: ComparedDuty): Comparison["onlyA"][number] => ({
  id,
  offset,
  heading: fields.heading,
  text: fields.text,
  units: [...unitsOf(fields)],
});
