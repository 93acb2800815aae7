import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { Tx } from "../database/database.ts";
import { checkMapping } from "./check-mapping.ts";
import type { ImportMapping } from "./import-contract.ts";
import { fieldsOfOthers, insertSource, listSources, type SourceRow, updateMapping } from "./import-store.ts";
import type { Asker, ImportsParts } from "./imports-parts.ts";

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

/** Where files come from. */
export function createSources(parts: ImportsParts) {
  const { platform, forms } = parts;
  const { database, clock } = platform;
  const audit = auditOf(parts);
  const one = async (tx: Tx, id: string): Promise<Result<SourceRow>> => {
    const [source] = await listSources(tx, id);
    return source === undefined ? refuse("IMPORTS_SOURCE_NOT_FOUND") : ok(source);
  };
  return {
    make: (asker: Asker, source: { form: string; name: string }): Promise<Result<SourceRow>> =>
      database.transaction(async (tx) => {
        if (!forms.some(({ name }) => name === source.form))
          return refuse("IMPORTS_FORM_UNKNOWN", { form: source.form });
        const id = await insertSource(tx, { ...source, at: clock.now() });
        if (id === undefined) return refuse("IMPORTS_SOURCE_NAME_TAKEN");
        await audit(tx, asker, "source-made", { target: id, detail: source });
        return one(tx, id);
      }),
    saveMapping: (
      asker: Asker,
      id: string,
      given: { mapping: ImportMapping; ownedFields: readonly string[] | null },
    ): Promise<Result<SourceRow>> =>
      database.transaction(async (tx) => {
        const source = await one(tx, id);
        if (!source.ok) return source;
        const form = forms.find(({ name }) => name === source.value.form);
        if (form === undefined) return refuse("IMPORTS_FORM_UNKNOWN", { form: source.value.form });
        const checked = checkMapping(form, given, await fieldsOfOthers(tx, form.name, id));
        if (!checked.ok) return checked;
        await updateMapping(tx, id, checked.value);
        await audit(tx, asker, "mapping-saved", { target: id, detail: { name: source.value.name } });
        return one(tx, id);
      }),
  };
}
