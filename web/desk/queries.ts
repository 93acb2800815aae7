import { QueryCache, QueryClient, queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import type { Me } from "../../src/rooms/identity/contract.ts";
import { ApiProblem, getJson } from "../ui/api.ts";
import { fetchMe } from "../ui/session.ts";

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    // Rights were taken away meanwhile: the frame learns it from the account.
    onError: (failure) => {
      if (failure instanceof ApiProblem && failure.status === 403) void queryClient.invalidateQueries(meQuery);
    },
  }),
  defaultOptions: {
    queries: {
      // The api client repeats what the network dropped; an answer is an answer.
      retry: false,
      staleTime: 5_000,
      refetchOnWindowFocus: true,
    },
  },
});

export const meQuery = queryOptions({ queryKey: ["me"], queryFn: fetchMe, staleTime: 60_000 });

/** Who is logged in. Only below the shell, which nobody reaches without. */
export function useMe(): Me {
  const me = useSuspenseQuery(meQuery).data;
  if (me === null) throw new ApiProblem(401, "NOT_LOGGED_IN", "401");
  return me;
}

/** A plain GET under its own path as key. */
export const pathQuery = <T>(path: string) =>
  queryOptions({ queryKey: [path], queryFn: ({ signal }) => getJson<T>(path, signal) });
