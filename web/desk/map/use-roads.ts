import { useQuery } from "@tanstack/react-query";
import { pathQuery } from "../queries.ts";
import type { Area } from "./use-map.ts";

export type Roads = {
  readonly status: "ready" | "no-roads" | "failed" | "starting";
  readonly area: Area | null;
  readonly origin: "openstreetmap" | "invented" | null;
};

/** The platform's roads, and whether there are any to draw; undefined until that is known. */
export function useRoads() {
  const { data, isError } = useQuery({ ...pathQuery<Roads>("/api/v1/roads"), staleTime: 60_000 });
  const drawn = isError ? false : data === undefined ? undefined : data.area !== null;
  return { roads: data, failed: isError, drawn };
}
