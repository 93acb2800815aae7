import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { DeskChat } from "../../../../src/rooms/rescue/contract/chat.ts";
import { getJson } from "../../../ui/api.ts";

/** The text with the car; the number of its latest line stands in the key, so that a new one reads it anew. */
export const chatQuery = (incidentId: string, last: number, enabled: boolean) =>
  queryOptions({
    queryKey: ["incident", incidentId, "chat", last],
    queryFn: ({ signal }) => getJson<DeskChat>(`/api/v1/incidents/${incidentId}/chat`, signal),
    placeholderData: keepPreviousData,
    enabled,
  });
