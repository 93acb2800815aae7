import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { Tx } from "../database/database.ts";
import { checkMapping } from "./check-mapping.ts";
import type { ImportMapping } from "./import-contract.ts";
import {
  findSource,
  giveUpFields,
  insertSource,
  type OtherSource,
  otherSources,
  type SourceRow,
  updateMapping,
} from "./import-store.ts";
import type { Asker, ImportsParts } from "./imports-parts.ts";
import { type Regions, reaches } from "./run-reach.ts";

/** Writes an act on imports into the audit, in the act's own transaction. */
export const auditOf =
  ({ door, platform }: ImportsParts) =>
  (tx: Tx, { principal, address }: Asker, act: string, told: { target: string; detail: Record<string, unknown> }) =>
    door.audit(tx, {
      principal,
      act: `imports.${act}`,
      target: `imports/${told.target}`,
      detail: told.detail,
      address,
      at: platform.clock.now(),
    });

/** Who gives up which of the fields that somebody wants: sources of his regions only. What stays with others is theirs as before. */
function weighWord(others: readonly OtherSource[], reach: Regions, wanted: readonly string[]) {
  const yields: { readonly id: string; readonly name: string; readonly field: readonly string[] }[] = [];
  const staying: string[] = [];
  for (const { id, name, fields, regions } of others) {
    const field = reaches(reach, regions) ? fields.filter((each) => wanted.includes(each)) : [];
    if (field.length > 0) yields.push({ id, name, field });
    staying.push(...fields.filter((each) => !field.includes(each)));
  }
  return { yields, staying };
}

/** Where files come from. */
export function createSources(parts: ImportsParts) {
  const { platform, forms, door } = parts;
  const { database, clock } = platform;
  const audit = auditOf(parts);
  const regionsOf = ({ principal }: Asker): Regions => door.regionsOf(principal, "lifts.import");
  const one = async (tx: Tx, id: string, reach: Regions): Promise<Result<SourceRow>> => {
    const source = await findSource(tx, id);
    return source === undefined || !reaches(reach, source.regions) ? refuse("IMPORTS_SOURCE_NOT_FOUND") : ok(source);
  };
  return {
    make: (asker: Asker, source: { form: string; name: string }): Promise<Result<SourceRow>> =>
      database.transaction(async (tx) => {
        if (!forms.some(({ name }) => name === source.form))
          return refuse("IMPORTS_FORM_UNKNOWN", { form: source.form });
        const regions = regionsOf(asker);
        const id = await insertSource(tx, { ...source, regions, at: clock.now() });
        if (id === undefined) return refuse("IMPORTS_SOURCE_NAME_TAKEN");
        await audit(tx, asker, "source-made", { target: id, detail: source });
        return one(tx, id, regions);
      }),
    saveMapping: (
      asker: Asker,
      id: string,
      given: { mapping: ImportMapping; ownedFields: readonly string[] | null; takenFields: readonly string[] },
    ): Promise<Result<SourceRow>> =>
      database.transaction(async (tx) => {
        const source = await one(tx, id, regionsOf(asker));
        if (!source.ok) return source;
        const form = forms.find(({ name }) => name === source.value.form);
        if (form === undefined) return refuse("IMPORTS_FORM_UNKNOWN", { form: source.value.form });
        const { yields, staying } = weighWord(
          await otherSources(tx, source.value),
          regionsOf(asker),
          given.takenFields,
        );
        const checked = checkMapping(form, given, staying);
        if (!checked.ok) return checked;
        for (const { id: other, name: from, field } of yields) {
          await giveUpFields(tx, other, field);
          await audit(tx, asker, "word-taken", { target: id, detail: { name: source.value.name, from, field } });
        }
        await updateMapping(tx, id, checked.value);
        await audit(tx, asker, "mapping-saved", { target: id, detail: { name: source.value.name } });
        return one(tx, id, regionsOf(asker));
      }),
  };
}
