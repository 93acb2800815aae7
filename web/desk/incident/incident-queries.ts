import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Candidate, IncidentFile } from "../../../src/rooms/rescue/contract.ts";
import { getJson } from "../../ui/api.ts";

/** An incident's file; `version` of the live row in the key, so that every change of the row reads it anew. */
export const incidentFileQuery = (incidentId: string, version?: number) =>
  queryOptions({
    queryKey: ["incident", incidentId, "file", version ?? 0],
    queryFn: ({ signal }) => getJson<IncidentFile>(`/api/v1/incidents/${incidentId}`, signal),
    // The callers are keyed by the incident, so what stood here before is its own older version.
    placeholderData: keepPreviousData,
  });

/** Crews that could be sent now; they move, so the list ages quickly. */
export const candidatesQuery = (incidentId: string, wanted: boolean) =>
  queryOptions({
    queryKey: ["incident", incidentId, "candidates"],
    queryFn: async ({ signal }) =>
      (await getJson<{ candidates: Candidate[] }>(`/api/v1/incidents/${incidentId}/candidates`, signal)).candidates,
    enabled: wanted,
    refetchInterval: 20_000,
  });
