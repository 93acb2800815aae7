import { useQuery } from "@tanstack/react-query";
import { pathQuery } from "../queries.ts";

export type Region = { readonly code: string; readonly name: string };

/** The regions that this person may choose among. */
export const useRegions = () => useQuery(pathQuery<{ readonly regions: readonly Region[] }>("/api/v1/regions"));
