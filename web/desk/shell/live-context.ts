import { createContext, useContext } from "react";
import type { LiveClient } from "../../ui/live.ts";
import type { TopicName } from "../../ui/topic-rows.ts";
import { useLiveRows } from "../../ui/use-live.ts";

/** The one live channel of the page (desk, crews, outbox, as the role allows). */
export const LiveContext = createContext<LiveClient | null>(null);

export const useLive = (): LiveClient | null => useContext(LiveContext);

/** Rows of a topic of the page's channel; undefined until its first snapshot. */
export const useRows = <Row>(topic: TopicName): readonly Row[] | undefined => useLiveRows<Row>(useLive(), topic);
