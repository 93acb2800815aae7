import { useQuery } from "@tanstack/react-query";
import type { ImportFormInfo } from "../../../src/platform/imports/import-contract.ts";
import { language } from "../../ui/texts/language.ts";
import { pathQuery } from "../queries.ts";

const query = pathQuery<{ forms: ImportFormInfo[] }>("/api/v1/import-forms");

export function useForm(name: string): ImportFormInfo | undefined {
  return useQuery(query).data?.forms.find((form) => form.name === name);
}

/** The word for a field of a form: the same name is another thing in another one. */
export function useFieldName(form: string): (field: string) => string {
  const fields = useForm(form)?.fields ?? [];
  const names = new Map(fields.map(({ name, en, zh }) => [name, language() === "en" ? en : zh]));
  return (field) => names.get(field) ?? field;
}
