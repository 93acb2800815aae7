import { useEffect, useMemo, useSyncExternalStore } from "react";
import { createLive, type LiveClient, type LiveState } from "./live.ts";
import type { TopicName } from "./topic-rows.ts";

/** Opens a live channel for as long as the component stands (topics joined by commas, null = none). */
export function useLiveClient(topics: string | null, onRefused?: () => void): LiveClient | null {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new callback must not cut the connection
  const client = useMemo(
    () => (topics === null ? null : createLive({ topics: topics.split(","), ...(onRefused ? { onRefused } : {}) })),
    [topics],
  );
  useEffect(() => () => client?.close(), [client]);
  return client;
}

const silent = () => () => {};
const connecting: LiveState = { status: "connecting", confirmedAt: null };

/** Rows of one topic, renewed with every change; undefined until the first snapshot. */
export const useLiveRows = <Row>(client: LiveClient | null, topic: TopicName): readonly Row[] | undefined =>
  useSyncExternalStore(client?.listen ?? silent, () => client?.rows<Row>(topic));

/** Whether what is shown is true, and since when it may not be. */
export const useLiveState = (client: LiveClient | null): LiveState =>
  useSyncExternalStore(client?.listen ?? silent, () => client?.state() ?? connecting);
