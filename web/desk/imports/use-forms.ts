import { useQuery } from "@tanstack/react-query";
import type { ImportFormInfo } from "../../../src/platform/imports/import-contract.ts";
import { language } from "../../ui/texts/language.ts";
import { pathQuery } from "../queries.ts";

const query = pathQuery<{ forms: ImportFormInfo[] }>("/api/v1/import-forms");

export function useForm(name: string): ImportFormInfo | undefined {
  return useQuery(query).data?.forms.find((form) => form.name === name);
}

/** The word for a field of any form. */
export function useFieldName(): (field: string) => string {
  const forms = useQuery(query).data?.forms ?? [];
  const names = new Map(
    forms.flatMap(({ fields }) =>
      fields.map((field) => [field.name, language() === "en" ? field.en : field.zh] as const),
    ),
  );
  return (field) => names.get(field) ?? field;
}
