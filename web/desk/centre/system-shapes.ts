/** What `GET /api/v1/watchdogs` answers. */
export type WatchState = {
  readonly open: boolean;
  readonly watchdogs: readonly {
    readonly name: string;
    readonly heardAt: number;
    readonly firstAt: number;
    readonly everySeconds: number;
    readonly address: string;
    readonly channelProblem: string;
    readonly silent: boolean;
  }[];
  readonly work: { readonly ok: boolean; readonly reasons: readonly string[] };
  readonly now: number;
};

/** What this page shows of `GET /api/v1/operations`. */
export type Operations = {
  readonly version: string;
  readonly database: { readonly version: string; readonly bytes: number };
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number };
  readonly backups: {
    readonly folder: string | null;
    readonly lastGood: { readonly startedAt: number } | null;
    readonly last: { readonly outcome: string; readonly why: string | null } | null;
  };
};
