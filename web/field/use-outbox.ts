import { useEffect, useMemo, useSyncExternalStore } from "react";
import { type Outbox, type OutboxEntry, openOutbox } from "./outbox.ts";

export type OutboxView = { readonly outbox: Outbox; readonly entries: readonly OutboxEntry[] };

/** The outbox of an account for as long as the component stands. */
export function useOutbox(accountId: string, onLoggedOut: () => void): OutboxView {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new callback must not open a second outbox
  const outbox = useMemo(() => openOutbox(accountId, onLoggedOut), [accountId]);
  useEffect(() => () => outbox.close(), [outbox]);
  return { outbox, entries: useSyncExternalStore(outbox.listen, outbox.entries) };
}
