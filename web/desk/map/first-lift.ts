import { useQuery } from "@tanstack/react-query";
import { pathQuery } from "../queries.ts";

type Position = { readonly lat: number; readonly lon: number };
type Reply = { readonly lifts: readonly { readonly position: Position | null }[] };

/** Without roads nobody knows how far the city reaches: the first lift that a filter leaves will do. */
export function useFirstLift(query: string, wanted: boolean): Position | null {
  const first = useQuery({
    ...pathQuery<Reply>(`/api/v1/lifts?limit=1${query === "" ? "" : `&${query}`}`),
    enabled: wanted,
    staleTime: 300_000,
  });
  return first.data?.lifts[0]?.position ?? null;
}
