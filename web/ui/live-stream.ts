/** A stream that gives up is opened again after these waits; the last one repeats. */
const backOffMs = [1_000, 2_000, 5_000, 10_000] as const;

type StreamOptions = {
  readonly url: string;
  /** By event name: what to do with its data. */
  readonly on: Readonly<Record<string, (data: string) => void>>;
  /** Called at each opening, before anything can come. */
  readonly onOpening: () => void;
  /** The connection broke; it is being restored. */
  readonly onCut: () => void;
  /** The server refuses (most often: the session is over). It is tried again all the same. */
  readonly onRefused: () => void;
};

/** An event stream that comes back by itself after anything. */
export function openStream(options: StreamOptions) {
  let source: EventSource | undefined;
  let failures = 0;
  let again: ReturnType<typeof setTimeout> | undefined;

  const comeBack = (): void => {
    source?.close();
    source = undefined;
    const waitMs = backOffMs[Math.min(failures, backOffMs.length - 1)] ?? 10_000;
    failures += 1;
    clearTimeout(again);
    again = setTimeout(() => void reopen(), waitMs * (0.8 + Math.random() * 0.4));
  };
  const reopen = async (): Promise<void> => {
    if (await isRefused()) options.onRefused();
    open();
  };
  const onError = (): void => {
    options.onCut();
    // The browser comes back by itself after a cut, but gives up for good on any answer that is not a stream.
    if (source?.readyState === EventSource.CLOSED) comeBack();
  };
  const open = (): void => {
    clearTimeout(again);
    source?.close();
    options.onOpening();
    source = new EventSource(options.url);
    for (const [name, hear] of Object.entries(options.on))
      source.addEventListener(name, (event: MessageEvent<string>) => hear(event.data));
    source.addEventListener("error", onError);
  };
  open();

  return {
    open,
    /** False while it waits for its next try. */
    isOpen: (): boolean => source !== undefined,
    failures: (): number => failures,
    /** All is well: the next failure waits shortly again. */
    forgetFailures: (): void => {
      failures = 0;
    },
    close: (): void => {
      clearTimeout(again);
      source?.close();
    },
  };
}

/** An EventSource does not tell why it failed; one plain question does. */
async function isRefused(): Promise<boolean> {
  try {
    const reply = await fetch("/api/v1/me", { headers: { accept: "application/json" } });
    return reply.status === 401 || reply.status === 403;
  } catch {
    return false;
  }
}
