import { ApiProblem, sendJson, textOfFailure } from "../ui/api.ts";
import { serverNow } from "../ui/clock.ts";
import { newKey } from "../ui/new-key.ts";

/**
 * Commands of this phone, in the order in which they were given. Each waits here, with its key, until the server has
 * answered it; a network that comes and goes loses none and doubles none.
 *
 * waiting → sent (answered; kept for a while, so that the screen does not fall back before the live row has caught up)
 * waiting → refused (the server's word in `problem`; shown until dismissed)
 */
export type OutboxEntry = {
  readonly key: string;
  readonly kind:
    | "duty"
    | "seen"
    | "accept"
    | "refuse"
    | "late"
    | "help"
    | "help-withdraw"
    | "arrived"
    | "step"
    | "sign"
    | "repair"
    | "freed"
    | "secured"
    | "close"
    | "hazards"
    | "report";
  readonly askId: string | null;
  readonly body: object;
  readonly madeAt: number;
  readonly status: "waiting" | "sent" | "refused";
  readonly problem: string | null;
};

export type Outbox = {
  readonly entries: () => readonly OutboxEntry[];
  readonly put: (kind: OutboxEntry["kind"], askId: string | null, body?: object) => void;
  readonly dismiss: (key: string) => void;
  readonly listen: (listener: () => void) => () => void;
  readonly close: () => void;
};

const keptMs = 12 * 3_600_000;
const keptMax = 100;
const backOffMs = [1_000, 2_000, 5_000, 10_000, 20_000] as const;

const pathOf = (entry: OutboxEntry): string =>
  entry.kind === "duty"
    ? "/api/v1/field/duty"
    : entry.kind === "report"
      ? "/api/v1/field/reports"
      : `/api/v1/field/asks/${entry.askId}/${entry.kind}`;

/** One outbox per account, in the browser's storage. `onLoggedOut`: the session is over; everything waits for the next. */
export function openOutbox(accountId: string, onLoggedOut: () => void): Outbox {
  const storageName = `sp.field.outbox.${accountId}`;
  const listeners = new Set<() => void>();
  let entries: readonly OutboxEntry[] = read(storageName);
  let failures = 0;
  let sending = false;
  let closed = false;
  let again: ReturnType<typeof setTimeout> | undefined;

  const keep = (next: readonly OutboxEntry[]): void => {
    const since = Date.now() - keptMs;
    const waiting = next.filter((each) => each.status !== "sent" || each.madeAt > since);
    entries = waiting.length > keptMax ? waiting.filter((each) => each.status !== "sent") : waiting;
    write(storageName, entries);
    for (const listener of listeners) listener();
  };
  const settle = (key: string, status: OutboxEntry["status"], problem: string | null): void =>
    keep(entries.map((each) => (each.key === key ? { ...each, status, problem } : each)));

  const send = async (): Promise<void> => {
    if (sending) return;
    sending = true;
    clearTimeout(again);
    for (let next = firstWaiting(entries); next !== undefined && !closed; next = firstWaiting(entries)) {
      const outcome = await sendOne(next);
      if (outcome === "later" || outcome === "logged-out") {
        if (outcome === "logged-out") onLoggedOut();
        if (!closed) again = setTimeout(() => void send(), backOffMs[Math.min(failures, backOffMs.length - 1)]);
        failures += 1;
        break;
      }
      failures = 0;
      settle(next.key, outcome === "sent" ? "sent" : "refused", outcome === "sent" ? null : outcome.problem);
    }
    sending = false;
  };
  const now = (): void => void send();
  window.addEventListener("online", now);
  now();

  return {
    entries: () => entries,
    put: (kind, askId, body = {}) => {
      const entry = { key: newKey(), kind, askId, body, madeAt: Date.now(), status: "waiting", problem: null } as const;
      keep([...entries, entry]);
      now();
    },
    dismiss: (key) => keep(entries.filter((each) => each.key !== key)),
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => {
      closed = true;
      clearTimeout(again);
      window.removeEventListener("online", now);
      listeners.clear();
    },
  };
}

const firstWaiting = (entries: readonly OutboxEntry[]): OutboxEntry | undefined =>
  entries.find((each) => each.status === "waiting");

type Outcome = "sent" | "later" | "logged-out" | { readonly problem: string };

async function sendOne(entry: OutboxEntry): Promise<Outcome> {
  try {
    await sendJson("POST", pathOf(entry), { ...entry.body, ...timeOf(entry), key: entry.key });
    return "sent";
  } catch (failure) {
    const status = failure instanceof ApiProblem ? failure.status : 0;
    if (status === 401) return "logged-out";
    if (status === 0 || status === 429 || status >= 500) return "later";
    return { problem: textOfFailure(failure) };
  }
}

/**
 * When it was done, by the server's clock: told with each deed, since it may leave this phone long after. How wrong the
 * phone's clock is, is known by the last beat before it is sent.
 */
const timeOf = (entry: OutboxEntry): { readonly at?: number } =>
  entry.kind === "duty" || entry.kind === "seen" ? {} : { at: entry.madeAt + serverNow() - Date.now() };

function read(name: string): readonly OutboxEntry[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(name) ?? "[]");
    return Array.isArray(kept) ? (kept as OutboxEntry[]) : [];
  } catch {
    return [];
  }
}

function write(name: string, entries: readonly OutboxEntry[]): void {
  try {
    localStorage.setItem(name, JSON.stringify(entries));
  } catch {
    // Storage forbidden or full: the outbox then lives as long as the page.
  }
}
