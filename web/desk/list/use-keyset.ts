import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getJson } from "../../ui/api.ts";

type Page<Row> = { readonly rows: readonly Row[]; readonly total: number; readonly next: string | null };

export type Keyset<Row> = {
  readonly rows: readonly Row[] | undefined;
  readonly total: number | undefined;
  readonly error: unknown;
  readonly retry: () => void;
  readonly more: (() => void) | undefined;
  readonly busy: boolean;
  /** The rows answer the question before this one. */
  readonly stale: boolean;
};

/**
 * A list by keyset pages: `path` with its filters, `rowsOf` takes the rows and the mark of the next page out of an answer.
 * `keep`: the rows of the question before stay, marked as stale, until the new ones are there.
 */
export function useKeyset<Reply, Row>(
  path: string,
  rowsOf: (reply: Reply) => Page<Row>,
  { keep = false }: { readonly keep?: boolean } = {},
): Keyset<Row> {
  const list = useInfiniteQuery({
    queryKey: ["list", path],
    queryFn: async ({ pageParam, signal }) => {
      const joined = path.includes("?") ? "&" : "?";
      const address = pageParam === null ? path : `${path}${joined}after=${encodeURIComponent(pageParam)}`;
      return rowsOf(await getJson<Reply>(address, signal));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    ...(keep ? { placeholderData: keepPreviousData } : {}),
  });
  return {
    rows: list.data?.pages.flatMap((page) => page.rows),
    total: list.data?.pages[0]?.total,
    error: list.error,
    retry: () => void list.refetch(),
    more: list.hasNextPage ? () => void list.fetchNextPage() : undefined,
    busy: list.isFetchingNextPage,
    stale: list.isPlaceholderData,
  };
}
