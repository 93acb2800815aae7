import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { ImportMapping } from "./import-contract.ts";
import type { ImportForm } from "./import-form.ts";

type Given = {
  readonly mapping: ImportMapping;
  readonly ownedFields: readonly string[] | null;
  /** What the source is to have the word in, whoever had it. */
  readonly takenFields: readonly string[];
};

/**
 * A mapping names fields of the form and can tell rows apart; a field has one source that owns it. Without a wish the source owns
 * what it maps and nobody else has. Refused: IMPORTS_FIELD_UNKNOWN, IMPORTS_NO_KEY, IMPORTS_FIELD_OWNED.
 */
export function checkMapping(
  form: ImportForm,
  { mapping, ownedFields, takenFields }: Given,
  ownedByOthers: readonly string[],
): Result<{ readonly mapping: ImportMapping; readonly ownedFields: readonly string[] }> {
  const known = new Set(form.fields.map(({ name }) => name));
  const mapped = [...new Set(mapping.columns.flatMap(({ field }) => (field === null ? [] : [field])))];
  const named = [
    ...mapped,
    ...Object.keys(mapping.defaults),
    ...Object.keys(mapping.values),
    ...(ownedFields ?? []),
    ...takenFields,
  ];
  const unknown = named.find((field) => !known.has(field));
  if (unknown !== undefined) return refuse("IMPORTS_FIELD_UNKNOWN", { field: unknown });
  if (!form.keyFields.some((field) => mapped.includes(field))) {
    const fields = form.keyFields
      .map((name) => form.fields.find((field) => field.name === name)?.zh ?? name)
      .join("、");
    return refuse("IMPORTS_NO_KEY", { fields });
  }
  const taken = [...(ownedFields ?? []), ...takenFields].find((field) => ownedByOthers.includes(field));
  if (taken !== undefined) return refuse("IMPORTS_FIELD_OWNED", { field: taken });
  return ok({ mapping, ownedFields: ownedFields ?? mapped.filter((field) => !ownedByOthers.includes(field)) });
}
