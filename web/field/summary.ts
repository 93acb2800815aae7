/** What came of a task, for the last screen; from this phone's own entries, so that it is there without a network. */
export type Summary = {
  readonly askId: string;
  readonly no: string;
  readonly place: string;
  readonly trappedSince: number;
  readonly freedAt: number | null;
  readonly count: number | null;
  readonly injured: number | null;
  readonly cause: string;
};
